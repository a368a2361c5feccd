namespace FactoryTwin.Services.Ingestion.Imports.Domain;

/// <summary>A row of a CSV file. Its spans point into the reader's buffer and are good until the next row is read.</summary>
internal readonly ref struct CsvRow(int line, bool malformed, ReadOnlySpan<byte> raw, ReadOnlySpan<byte> text, ReadOnlySpan<Range> fields)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private readonly ReadOnlySpan<Range> _fields = fields;

    /// <summary>The line that the row starts on; the file's first is 1.</summary>
    public int Line { get; } = line;

    /// <summary>A quoted field that is not closed or goes on after its quote, or a line beyond the limit. There are no fields then.</summary>
    public bool Malformed { get; } = malformed;

    /// <summary>The row as it came, without its line end.</summary>
    public ReadOnlySpan<byte> Raw { get; } = raw;

    public int Count => _fields.Length;

    /// <summary>A field without quotes.</summary>
    public ReadOnlySpan<byte> this[int index] => _text[_fields[index]];
}
