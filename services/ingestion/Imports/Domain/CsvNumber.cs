using System.Globalization;
using System.Text;

namespace FactoryTwin.Services.Ingestion.Imports.Domain;

/// <summary>What a cell holds.</summary>
internal enum NumberKind
{
    Number,
    Empty,
    NotANumber,
    NotFinite,
}

/// <summary>
/// Reads a number: sign, digits, a decimal point, an exponent; blanks around it do not count. No thousands separators, no hexadecimal.
/// The nearest double is read, so a double that was written to round-trip comes back bit for bit.
/// </summary>
internal static class CsvNumber
{
    private const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public static NumberKind Read(ReadOnlySpan<byte> cell, out double value)
    {
        value = 0;
        cell = cell.Trim(" \t"u8);
        if (cell.IsEmpty) return NumberKind.Empty;
        if (IsNamed(cell)) return NumberKind.NotFinite;
        if (!double.TryParse(cell, Styles, CultureInfo.InvariantCulture, out value)) return NumberKind.NotANumber;
        return double.IsFinite(value) ? NumberKind.Number : NumberKind.NotFinite;
    }

    private static bool IsNamed(ReadOnlySpan<byte> cell)
    {
        if (cell[0] is (byte)'+' or (byte)'-') cell = cell[1..];
        return Ascii.EqualsIgnoreCase(cell, "nan"u8) || Ascii.EqualsIgnoreCase(cell, "inf"u8) || Ascii.EqualsIgnoreCase(cell, "infinity"u8);
    }
}
