namespace FactoryTwin.Rpc.Json;

/// <summary>Numbers as JSON writes them (RFC 8259 §6).</summary>
internal static class NumberText
{
    private const int MaxDigits = 20;

    /// <summary>The NaN that every other language writes; that of .NET is negative.</summary>
    private static readonly double NaN = BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000);

    /// <summary>True where the text follows JSON's grammar of numbers: no plus, no leading zero, no space.</summary>
    public static bool IsNumber(ReadOnlySpan<byte> text)
    {
        var at = 0;
        if (at < text.Length && text[at] == '-')
            at++;
        var whole = Digits(text, ref at);
        if (whole == 0 || (whole > 1 && text[at - whole] == '0'))
            return false;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            if (Digits(text, ref at) == 0)
                return false;
        }
        if (at < text.Length && (text[at] | 0x20) == 'e')
        {
            at++;
            if (at < text.Length && text[at] is (byte)'+' or (byte)'-')
                at++;
            if (Digits(text, ref at) == 0)
                return false;
        }
        return at == text.Length;
    }

    /// <summary>
    /// The exact value of a number that is whole, in whatever form: 7, 7.0, 0.7e1. False where it is not whole or does not fit into
    /// 64 bits.
    /// </summary>
    /// <param name="number">Follows the grammar.</param>
    /// <param name="negative">True where it is below zero.</param>
    /// <param name="size">Without the sign.</param>
    public static bool TryInteger(ReadOnlySpan<byte> number, out bool negative, out ulong size)
    {
        negative = number[0] == '-';
        if (IsPlain(negative ? number[1..] : number, out size))
        {
            negative &= size > 0;
            return true;
        }
        size = 0;
        long exponent = 0;
        Span<byte> digits = stackalloc byte[MaxDigits];
        int count = 0, zeros = 0;
        var at = negative ? 1 : 0;
        for (var inFraction = false; at < number.Length; at++)
        {
            var letter = number[at];
            if (letter == '.')
            {
                inFraction = true;
                continue;
            }
            if ((letter | 0x20) == 'e')
            {
                exponent += Exponent(number[(at + 1)..]);
                break;
            }
            if (inFraction)
                exponent--;
            // Zeros count once another digit follows; those at the front never.
            if (letter == '0')
            {
                zeros += count > 0 ? 1 : 0;
                continue;
            }
            if (count + zeros >= MaxDigits)
                return false;
            digits.Slice(count, zeros).Clear();
            count += zeros;
            zeros = 0;
            digits[count++] = (byte)(letter - '0');
        }
        if (count == 0)
        {
            negative = false;
            return true;
        }
        exponent += zeros;
        if (exponent < 0 || count + exponent > MaxDigits)
            return false;
        UInt128 value = 0;
        foreach (var digit in digits[..count])
            value = (value * 10) + digit;
        for (; exponent > 0; exponent--)
            value *= 10;
        size = (ulong)value;
        return value <= ulong.MaxValue;
    }

    /// <summary>Digits alone, as nearly every number is, and so few that they fit.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> digits, out ulong value)
    {
        value = 0;
        if (digits.Length is 0 or > 18)
            return false;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            value = (value * 10) + (ulong)(digit - '0');
        }
        return true;
    }

    /// <summary>"NaN", "Infinity" and "-Infinity".</summary>
    public static bool TryNotFinite(ReadOnlySpan<byte> text, out double value)
    {
        value = text.SequenceEqual("NaN"u8) ? NaN
            : text.SequenceEqual("Infinity"u8) ? double.PositiveInfinity
            : text.SequenceEqual("-Infinity"u8) ? double.NegativeInfinity : 0;
        return value != 0;
    }

    private static long Exponent(ReadOnlySpan<byte> text)
    {
        long value = 0;
        foreach (var letter in text)
        {
            if (letter is not ((byte)'+' or (byte)'-') && value < 1_000_000_000)
                value = (value * 10) + (letter - '0');
        }
        return text[0] == '-' ? -value : value;
    }

    private static int Digits(ReadOnlySpan<byte> text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit((char)text[at]))
            at++;
        return at - start;
    }
}
