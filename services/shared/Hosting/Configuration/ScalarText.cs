using System.ComponentModel;
using System.Globalization;

namespace FactoryTwin.Hosting.Configuration;

/// <summary>Reads one configuration value. Time spans need a unit, because a bare number is read as days by the framework.</summary>
internal static class ScalarText
{
    public static bool Reads(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsPrimitive || plain.IsEnum || plain == typeof(string) || plain == typeof(decimal) || plain == typeof(TimeSpan)
            || plain == typeof(DateTimeOffset) || plain == typeof(Uri) || plain == typeof(Guid);
    }

    /// <summary>False with words for what would be right where <paramref name="text"/> is not a <paramref name="type"/>.</summary>
    public static bool TryParse(Type type, string text, out object? value, out string expected)
    {
        var plain = Nullable.GetUnderlyingType(type);
        if (plain is not null && text.Length == 0)
        {
            (value, expected) = (null, "");
            return true;
        }
        plain ??= type;
        expected = Expected(plain);
        if (plain == typeof(TimeSpan))
        {
            var parsed = TryParseSpan(text, out var span);
            value = span;
            return parsed;
        }
        if (plain.IsEnum)
            return TryParseEnum(plain, text, out value);
        try
        {
            value = plain == typeof(string) ? text : TypeDescriptor.GetConverter(plain).ConvertFromInvariantString(text.Trim());
            return value is not double.NaN and not double.PositiveInfinity and not double.NegativeInfinity;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException or OverflowException)
        {
            value = null;
            return false;
        }
    }

    private static bool TryParseEnum(Type type, string text, out object? value) =>
        Enum.TryParse(type, text, ignoreCase: true, out value) && Enum.IsDefined(type, value!) && !char.IsAsciiDigit(text[0]);

    private static bool TryParseSpan(string text, out TimeSpan span)
    {
        var trimmed = text.Trim();
        if (trimmed.Contains(':'))
            return TimeSpan.TryParse(trimmed, CultureInfo.InvariantCulture, out span);
        span = default;
        var digits = trimmed.TrimEnd('s', 'm', 'h', 'd');
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > 1e9)
            return false;
        TimeSpan? unit = trimmed[digits.Length..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            "d" => TimeSpan.FromDays(1),
            _ => null,
        };
        span = number * unit.GetValueOrDefault();
        return unit is not null;
    }

    private static string Expected(Type type)
    {
        if (type.IsEnum)
            return "one of " + string.Join(", ", Enum.GetNames(type));
        if (type == typeof(TimeSpan))
            return "a time span: write 30s, 250ms, 5m, 2h or hh:mm:ss";
        if (type == typeof(bool))
            return "true or false";
        if (type == typeof(double) || type == typeof(float) || type == typeof(decimal))
            return "a finite number";
        return type.IsPrimitive ? $"a whole number that fits {type.Name}" : $"a {type.Name}";
    }
}
