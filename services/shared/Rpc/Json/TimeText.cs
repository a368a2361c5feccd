using System.Globalization;
using System.Text.Unicode;

namespace FactoryTwin.Rpc.Json;

/// <summary>The text of google.protobuf.Timestamp (RFC 3339) and Duration ("1.500s").</summary>
internal static class TimeText
{
    /// <summary>Room that suffices for either text, in bytes.</summary>
    public const int MaxLength = 40;

    public const long MaxDurationSeconds = 315_576_000_000;

    /// <summary>0001-01-01T00:00:00Z.</summary>
    public const long MinSeconds = -62_135_596_800;

    /// <summary>9999-12-31T23:59:59Z.</summary>
    public const long MaxSeconds = 253_402_300_799;

    public static bool TryTimestamp(ReadOnlySpan<byte> text, out long seconds, out int nanos)
    {
        seconds = nanos = 0;
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
            return false;
        if (!Number(text[..4], out var year) || !Number(text[5..7], out var month) || !Number(text[8..10], out var day)
            || !Number(text[11..13], out var hour) || !Number(text[14..16], out var minute) || !Number(text[17..19], out var second))
            return false;
        if (year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
            return false;
        var rest = text[19..];
        if (!Fraction(ref rest, out nanos) || !Offset(rest, out var offset))
            return false;
        seconds = (new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks / TimeSpan.TicksPerSecond) + MinSeconds - offset;
        return seconds is >= MinSeconds and <= MaxSeconds;
    }

    public static bool TryDuration(ReadOnlySpan<byte> text, out long seconds, out int nanos)
    {
        seconds = nanos = 0;
        if (text.IsEmpty || text[^1] != 's')
            return false;
        var negative = text[0] == '-';
        var rest = negative ? text[1..^1] : text[..^1];
        var digits = rest.IndexOf((byte)'.') is var point && point >= 0 ? point : rest.Length;
        if (digits is 0 or > 18)
            return false;
        foreach (var digit in rest[..digits])
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            seconds = (seconds * 10) + (digit - '0');
        }
        rest = rest[digits..];
        if (!Fraction(ref rest, out nanos) || !rest.IsEmpty || seconds > MaxDurationSeconds)
            return false;
        (seconds, nanos) = negative ? (-seconds, -nanos) : (seconds, nanos);
        return true;
    }

    /// <exception cref="InvalidDataException">There is no such time.</exception>
    public static ReadOnlySpan<byte> Timestamp(long seconds, long nanos, Span<byte> room)
    {
        if (seconds is < MinSeconds or > MaxSeconds || nanos is < 0 or > 999_999_999)
            throw new InvalidDataException("The timestamp is not between the years 1 and 9999.");
        var time = new DateTime((seconds - MinSeconds) * TimeSpan.TicksPerSecond, DateTimeKind.Utc);
        var (year, month, day) = time;
        Digits(year, room[..4]);
        room[4] = room[7] = (byte)'-';
        Digits(month, room[5..7]);
        Digits(day, room[8..10]);
        room[10] = (byte)'T';
        Digits(time.Hour, room[11..13]);
        room[13] = room[16] = (byte)':';
        Digits(time.Minute, room[14..16]);
        Digits(time.Second, room[17..19]);
        var length = 19 + WriteFraction(nanos, room[19..]);
        room[length++] = (byte)'Z';
        return room[..length];
    }

    /// <exception cref="InvalidDataException">There is no such duration.</exception>
    public static ReadOnlySpan<byte> Duration(long seconds, long nanos, Span<byte> room)
    {
        if (seconds is < -MaxDurationSeconds or > MaxDurationSeconds || nanos is < -999_999_999 or > 999_999_999
            || (seconds > 0 && nanos < 0) || (seconds < 0 && nanos > 0))
            throw new InvalidDataException("The duration is beyond 10,000 years, or its parts differ in sign.");
        Utf8.TryWrite(room, CultureInfo.InvariantCulture, $"{(seconds < 0 || nanos < 0 ? "-" : "")}{Math.Abs(seconds)}", out var length);
        length += WriteFraction(Math.Abs(nanos), room[length..]);
        room[length++] = (byte)'s';
        return room[..length];
    }

    /// <summary>None, 3, 6 or 9 digits.</summary>
    private static int WriteFraction(long nanos, Span<byte> room)
    {
        if (nanos == 0)
            return 0;
        var (value, digits) = nanos % 1_000_000 == 0 ? (nanos / 1_000_000, 3) : nanos % 1_000 == 0 ? (nanos / 1_000, 6) : (nanos, 9);
        room[0] = (byte)'.';
        Digits((int)value, room[1..(digits + 1)]);
        return digits + 1;
    }

    /// <summary>Fills the room, with zeros in front. By hand: a format string costs as much as the rest of a small message.</summary>
    private static void Digits(int value, Span<byte> room)
    {
        for (var at = room.Length - 1; at >= 0; at--)
        {
            (value, var digit) = Math.DivRem(value, 10);
            room[at] = (byte)('0' + digit);
        }
    }

    /// <summary>Takes ".1" to ".123456789" from the front of <paramref name="rest"/>; nothing where it has no point.</summary>
    private static bool Fraction(ref ReadOnlySpan<byte> rest, out int nanos)
    {
        nanos = 0;
        if (rest.IsEmpty || rest[0] != '.')
            return true;
        var at = 1;
        for (var unit = 100_000_000; at < rest.Length && char.IsAsciiDigit((char)rest[at]); at++, unit /= 10)
            nanos += unit * (rest[at] - '0');
        if (at is 1 or > 10)
            return false;
        rest = rest[at..];
        return true;
    }

    private static bool Offset(ReadOnlySpan<byte> text, out int seconds)
    {
        seconds = 0;
        if (text.Length == 1)
            return text[0] == 'Z';
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || !Number(text[1..3], out var hours) || !Number(text[4..6], out var minutes) || hours > 23 || minutes > 59)
            return false;
        seconds = ((hours * 60) + minutes) * (text[0] == '-' ? -60 : 60);
        return true;
    }

    private static bool Number(ReadOnlySpan<byte> digits, out int number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            number = (number * 10) + (digit - '0');
        }
        return true;
    }
}
