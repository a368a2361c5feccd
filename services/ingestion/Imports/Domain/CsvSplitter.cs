using System.Runtime.InteropServices;

namespace FactoryTwin.Services.Ingestion.Imports.Domain;

/// <summary>How a row could be split.</summary>
internal enum SplitResult
{
    Whole,

    /// <summary>The bytes end within a quoted field.</summary>
    NeedsMore,

    /// <summary>Something stands between a closing quote and the next separator.</summary>
    Broken,
}

/// <summary>Splits one row into fields. A row without quotes is split in place, another one is copied without them.</summary>
internal sealed class CsvSplitter(byte separator)
{
    private const byte Quote = (byte)'"';

    private readonly List<Range> _fields = [];
    private byte[] _unquoted = new byte[1024];
    private bool _copied;

    /// <summary>The fields of the last row, as ranges of <see cref="Text"/>.</summary>
    public ReadOnlySpan<Range> Fields => CollectionsMarshal.AsSpan(_fields);

    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> data) => _copied ? _unquoted : data;

    public static ReadOnlySpan<byte> WithoutReturn(ReadOnlySpan<byte> line) => line.EndsWith("\r"u8) ? line[..^1] : line;

    /// <param name="data">From the row's first byte to the last one that is known.</param>
    /// <param name="line">Bytes before the first line end.</param>
    /// <param name="ended">Nothing comes after <paramref name="data"/>.</param>
    /// <param name="length">Bytes of the row before its line end.</param>
    /// <param name="lines">Lines that the row takes.</param>
    public SplitResult Split(ReadOnlySpan<byte> data, int line, bool ended, out int length, out int lines)
    {
        _fields.Clear();
        (length, lines) = (line, 1);
        _copied = data[..line].Contains(Quote);
        if (_copied) return SplitQuoted(data, ended, out length, out lines);
        SplitPlain(WithoutReturn(data[..line]));
        return SplitResult.Whole;
    }

    private void SplitPlain(ReadOnlySpan<byte> text)
    {
        var start = 0;
        while (text[start..].IndexOf(separator) is >= 0 and var next)
        {
            _fields.Add(start..(start + next));
            start += next + 1;
        }
        _fields.Add(start..text.Length);
    }

    private SplitResult SplitQuoted(ReadOnlySpan<byte> data, bool ended, out int length, out int lines)
    {
        var (at, to) = (0, 0);
        (length, lines) = (0, 1);
        while (true)
        {
            var from = to;
            if (at < data.Length && data[at] == Quote)
            {
                at++;
                var result = CopyQuoted(data, ended, ref at, ref to, ref lines);
                if (result != SplitResult.Whole) return result;
            }
            else
            {
                var rest = data[at..];
                var end = rest.IndexOfAny(separator, (byte)'\n');
                if (end < 0 && !ended) return SplitResult.NeedsMore;
                var field = end < 0 ? rest : rest[..end];
                at += field.Length;
                Copy(end < 0 || rest[end] == (byte)'\n' ? WithoutReturn(field) : field, ref to);
            }
            _fields.Add(from..to);
            length = at;
            if (at == data.Length || data[at] != separator) return SplitResult.Whole;
            at++;
        }
    }

    /// <summary>Copies a quoted field; <paramref name="at"/> ends on the separator or line feed behind it.</summary>
    private SplitResult CopyQuoted(ReadOnlySpan<byte> data, bool ended, ref int at, ref int to, ref int lines)
    {
        while (true)
        {
            var quote = data[at..].IndexOf(Quote);
            if (quote < 0) return SplitResult.NeedsMore;
            lines += data.Slice(at, quote).Count((byte)'\n');
            Copy(data.Slice(at, quote), ref to);
            at += quote + 1;
            if (at == data.Length) return ended ? SplitResult.Whole : SplitResult.NeedsMore;
            if (data[at] != Quote) break;
            Copy("\""u8, ref to);
            at++;
        }
        if (data[at] == (byte)'\r' && at + 1 == data.Length && !ended) return SplitResult.NeedsMore;
        if (data[at] == (byte)'\r' && (at + 1 == data.Length || data[at + 1] == (byte)'\n')) at++;
        return at == data.Length || data[at] == separator || data[at] == (byte)'\n' ? SplitResult.Whole : SplitResult.Broken;
    }

    private void Copy(ReadOnlySpan<byte> bytes, ref int to)
    {
        if (_unquoted.Length < to + bytes.Length) Array.Resize(ref _unquoted, Math.Max(_unquoted.Length * 2, to + bytes.Length));
        bytes.CopyTo(_unquoted.AsSpan(to));
        to += bytes.Length;
    }
}
