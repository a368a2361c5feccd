namespace FactoryTwin.Services.Ingestion.Imports.Domain;

/// <summary>
/// Reads RFC 4180 rows from bytes that come in pieces of any size: quoted fields, doubled quotes, CRLF or LF, a byte order mark.
/// Memory is bounded by the longest row. A row whose quotes do not close must not swallow the rows behind it, so such a row is
/// given up at the end of its first line and reading goes on with the next one.
/// </summary>
/// <param name="maxRowBytes">A longer row is malformed.</param>
internal sealed class CsvReader(byte separator, int maxRowBytes)
{
    private readonly CsvSplitter _splitter = new(separator);
    private byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;
    private int _line = 1;
    private bool _ended;
    private bool _begun;
    private bool _skipping;

    /// <summary>The columns that a row must have, known after the header. A row over several lines with another number is malformed.</summary>
    public int? Columns { get; set; }

    /// <summary>Adds bytes. Read all rows that are whole before adding more, or the buffer grows.</summary>
    public void Add(ReadOnlySpan<byte> piece)
    {
        if (_buffer.Length - _end < piece.Length)
        {
            var kept = _end - _start;
            var target = kept + piece.Length > _buffer.Length ? new byte[Math.Max(_buffer.Length * 2, kept + piece.Length)] : _buffer;
            _buffer.AsSpan(_start, kept).CopyTo(target);
            (_buffer, _end, _start) = (target, kept, 0);
        }
        piece.CopyTo(_buffer.AsSpan(_end));
        _end += piece.Length;
    }

    /// <summary>Says that nothing more comes: the last row needs no line end.</summary>
    public void End() => _ended = true;

    /// <summary>The next row that is not empty; false where more bytes are needed, or at the end.</summary>
    public bool TryRead(out CsvRow row)
    {
        row = default;
        if (!_begun && !TrySkipMark()) return false;
        if (_skipping) SkipLine();
        while (_start < _end)
        {
            var data = _buffer.AsSpan(_start, _end - _start);
            var empty = data.StartsWith("\r\n"u8) ? 2 : data[0] == (byte)'\n' ? 1 : data.Length == 1 && data[0] == (byte)'\r' && _ended ? 1 : 0;
            if (empty == 0) return TryReadRow(data, out row);
            _start += empty;
            _line++;
        }
        return false;
    }

    private bool TrySkipMark()
    {
        var data = _buffer.AsSpan(_start, _end - _start);
        if (data.Length < 3 && !_ended) return false;
        if (data.StartsWith("\uFEFF"u8)) _start += 3;
        return _begun = true;
    }

    private bool TryReadRow(ReadOnlySpan<byte> data, out CsvRow row)
    {
        row = default;
        var newline = data.IndexOf((byte)'\n');
        var more = !_ended && data.Length <= maxRowBytes;
        if (newline < 0 && more) return false;
        var line = newline < 0 ? data.Length : newline;
        if (line > maxRowBytes)
        {
            _skipping = newline < 0 && !_ended;
            row = new(_line, malformed: true, data[..maxRowBytes], default, default);
            Advance(data, line, lines: _skipping ? 0 : 1);
            return true;
        }
        var split = _splitter.Split(data, line, _ended, out var length, out var lines);
        if (split == SplitResult.NeedsMore && more) return false;
        var whole = split == SplitResult.Whole && length <= maxRowBytes && (lines == 1 || Columns is null || Columns == _splitter.Fields.Length);
        if (!whole) (length, lines) = (line, 1);
        row = new(_line, !whole, CsvSplitter.WithoutReturn(data[..length]), whole ? _splitter.Text(data) : default, whole ? _splitter.Fields : default);
        Advance(data, length, lines);
        return true;
    }

    private void Advance(ReadOnlySpan<byte> data, int length, int lines)
    {
        _start += length + (data.Length > length ? 1 : 0);
        _line += lines;
    }

    private void SkipLine()
    {
        var newline = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        if (newline < 0)
        {
            _start = _end;
            return;
        }
        _start += newline + 1;
        _line++;
        _skipping = false;
    }
}
