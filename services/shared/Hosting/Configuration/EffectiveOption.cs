using System.Collections;
using System.Globalization;
using System.Reflection;

namespace FactoryTwin.Hosting.Configuration;

/// <summary>Marks an option whose value never shows in a log or a message.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;

/// <summary>An option and the value in force.</summary>
internal sealed record EffectiveOption(string Key, string Value)
{
    public override string ToString() => $"{Key}={Value}";

    /// <summary>All options of an object, nested ones too; secrets are redacted.</summary>
    public static IEnumerable<EffectiveOption> Of(object options, string path)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (!property.CanRead || property.GetIndexParameters().Length > 0)
                continue;
            var key = $"{path}:{property.Name}";
            var value = property.GetValue(options);
            if (value is null || ScalarText.Reads(property.PropertyType))
                yield return new EffectiveOption(key, Shown(property, value));
            else if (value is IEnumerable items)
                yield return new EffectiveOption(key, Redaction.IsSecret(property) ? Redaction.Mark : $"[{items.Cast<object>().Count()}]");
            else
                foreach (var nested in Of(value, key))
                    yield return nested;
        }
    }

    private static string Shown(PropertyInfo property, object? value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return text.Length > 0 && Redaction.IsSecret(property) ? Redaction.Mark : text;
    }
}

/// <summary>Keeps secrets out of what is written.</summary>
internal static class Redaction
{
    public const string Mark = "***";

    private static readonly string[] Words = ["password", "secret", "token", "apikey", "privatekey", "connectionstring"];

    public static bool IsSecret(PropertyInfo property) => property.IsDefined(typeof(SecretAttribute)) || (property.PropertyType == typeof(string) && IsSecret(property.Name));

    /// <summary>By its name; a file's or address' name is none.</summary>
    public static bool IsSecret(string name) =>
        !name.EndsWith("File", StringComparison.OrdinalIgnoreCase) && !name.EndsWith("Endpoint", StringComparison.OrdinalIgnoreCase)
        && Words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    public static string Of(string key, string value) => IsSecret(key) ? Mark : value;
}
