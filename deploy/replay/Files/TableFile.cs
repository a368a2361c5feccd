using System.IO.Compression;

namespace FactoryTwin.Replay.Files;

/// <summary>A row of a file: its number (from 0, the header not counted) and its cells.</summary>
public sealed record TableRow(long Number, IReadOnlyList<string> Cells);

/// <summary>A file with rows and columns, read row by row.</summary>
public sealed class TableFile(ReplayOptions options)
{
    private const int LongestTransposed = 1_000_000; // cells

    /// <summary>The column names, in the file's order.</summary>
    public IReadOnlyList<string> ReadColumns()
    {
        using var lines = Open();
        var first = Next(lines, out _) ?? throw new ReplayException($"'{options.File}' is empty.");
        if (options.Columns is not [] and not ["auto"]) return options.Columns;
        if (options.Columns is []) return Unique(first);
        int count = first.Length;
        if (options.Transposed)
        {
            count = 1;
            while (Next(lines, out _) is not null) count++;
        }

        return [.. Enumerable.Range(1, count).Select(i => $"c{i}")];
    }

    /// <summary>The rows from a number on.</summary>
    public IEnumerable<TableRow> ReadRows(long from)
    {
        using var lines = Open();
        if (options.Columns is []) Next(lines, out _);
        long number = 0;
        foreach (string[] cells in options.Transposed ? Transpose(lines) : Rows(lines))
        {
            if (number >= from) yield return new TableRow(number, cells);
            number++;
        }
    }

    private IEnumerable<string[]> Rows(StreamReader lines)
    {
        while (Next(lines, out _) is { } cells) yield return cells;
    }

    private IEnumerable<string[]> Transpose(StreamReader lines)
    {
        var columns = Rows(lines).ToList();
        int rows = columns.Max(c => c.Length);
        if ((long)rows * columns.Count > LongestTransposed) throw new ReplayException("The file is too large to be played transposed.");
        for (int row = 0; row < rows; row++) yield return [.. columns.Select(c => row < c.Length ? c[row] : "")];
    }

    private string[]? Next(StreamReader lines, out string? text)
    {
        do
        {
            text = lines.ReadLine();
            if (text is null) return null;
        }
        while (string.IsNullOrWhiteSpace(text));
        while (options.Separator is not null && !CellSplitter.IsClosed(text) && lines.ReadLine() is { } more) text += "\n" + more;
        return CellSplitter.Split(text, options.Separator);
    }

    private StreamReader Open()
    {
        var file = File.OpenRead(options.File);
        Span<byte> magic = stackalloc byte[2];
        bool zipped = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
        file.Position = 0;
        return new StreamReader(zipped ? new GZipStream(file, CompressionMode.Decompress) : file);
    }

    private static IReadOnlyList<string> Unique(string[] header)
    {
        var names = header.Select(h => h.Trim()).ToList();
        var twice = names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        return twice is null ? names : throw new ReplayException($"The header has the column '{twice.Key}' twice; give names with --columns.");
    }
}
