namespace FactoryTwin.Services.Ingestion.Imports.Domain;

/// <summary>Reads a time's parts from left to right; <see cref="Problem"/> says what was wrong where a part is null.</summary>
internal ref struct TimeScanner(ReadOnlySpan<byte> text)
{
    private const string Shape = "expected YYYY-MM-DDThh:mm:ss with up to 7 fractional digits and Z or an offset";

    private ReadOnlySpan<byte> _rest = text;

    public string Problem { get; private set; } = Shape;

    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>Date and time of day, as the clock shows them.</summary>
    public DateTime? Clock()
    {
        if (!Digits(4, out var year) || !Take('-') || !Digits(2, out var month) || !Take('-') || !Digits(2, out var day)) return null;
        if (!(Take('T') || Take('t') || Take(' ')) || !Digits(2, out var hour) || !Take(':') || !Digits(2, out var minute)) return null;
        var (second, fraction) = (0, 0L);
        if (Take(':') && !(Digits(2, out second) && Fraction(out fraction))) return null;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return Fail("there is no such day");
        if (hour > 23 || minute > 59 || second > 59) return Fail("there is no such time of day");
        return new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified).AddTicks(fraction);
    }

    /// <summary>The offset from UTC at the end: Z, +hh:mm, +hhmm or +hh.</summary>
    public TimeSpan? Offset()
    {
        if (_rest.Length > 1 && Take(' ') && _rest[0] == ' ') return null;
        if (Take('Z') || Take('z')) return AtEnd ? TimeSpan.Zero : null;
        var negative = Take('-');
        if ((!negative && !Take('+')) || !Digits(2, out var hours)) return null;
        var minutes = 0;
        _ = Take(':');
        if (!AtEnd && !(Digits(2, out minutes) && AtEnd)) return null;
        if (hours > 14 || minutes > 59 || (hours == 14 && minutes > 0))
        {
            Problem = "the offset is more than 14 hours";
            return null;
        }
        var offset = new TimeSpan(hours, minutes, 0);
        return negative ? -offset : offset;
    }

    private bool Fraction(out long ticks)
    {
        ticks = 0;
        if (!Take('.') && !Take(',')) return true;
        var digits = _rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is >= 0 and var end ? end : _rest.Length;
        if (digits == 0) return false;
        for (var i = 0; i < Math.Max(digits, 7); i++)
        {
            var digit = i < digits ? _rest[i] - '0' : 0;
            if (i < 7) ticks = ticks * 10 + digit;
            else if (digit != 0)
            {
                Problem = "it has more than 7 fractional digits";
                return false;
            }
        }
        _rest = _rest[digits..];
        return true;
    }

    private bool Digits(int count, out int value)
    {
        value = 0;
        if (_rest.Length < count) return false;
        foreach (var b in _rest[..count])
        {
            if (b is < (byte)'0' or > (byte)'9') return false;
            value = value * 10 + b - '0';
        }
        _rest = _rest[count..];
        return true;
    }

    private bool Take(char c)
    {
        if (_rest.IsEmpty || _rest[0] != c) return false;
        _rest = _rest[1..];
        return true;
    }

    private DateTime? Fail(string problem)
    {
        Problem = problem;
        return null;
    }
}
