using System.Globalization;
using System.Text;

namespace FactoryTwin.PublishedData.Tests;

/// <summary>A published file as a table: what was printed in each cell, and when each row was measured.</summary>
internal sealed record PublishedTable(IReadOnlyList<string> Columns, IReadOnlyList<(DateTimeOffset Time, string[] Cells)> Rows, string Csv)
{
    /// <summary>A run of the Tennessee Eastman process: white space, no header, no times; a sample every three minutes.</summary>
    public static PublishedTable OfTep(string file)
    {
        const int variables = 52;
        var lines = PublishedFolder.Read("tep", file).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Where(c => c.Length > 0).ToList();
        // d00.dat has a line for each variable instead of one for each sample.
        if (lines[0].Length != variables)
            lines = [.. Enumerable.Range(0, lines[0].Length).Select(sample => lines.Select(variable => variable[sample]).ToArray())];
        var start = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var columns = Enumerable.Range(1, variables).Select(v => v <= 41 ? $"XMEAS{v}" : $"XMV{v - 41}").ToList();
        var rows = lines.Select((cells, i) => (start.AddMinutes(3 * i), cells)).ToList();
        var csv = new StringBuilder("time,").AppendJoin(',', columns).Append('\n');
        foreach (var (time, cells) in rows) csv.Append(time.ToString("yyyy-MM-ddTHH:mm:ssZ")).Append(',').AppendJoin(',', cells).Append('\n');
        return new PublishedTable(columns, rows, csv.ToString());
    }

    /// <summary>A run of the SKAB test rig: semicolons, a header, local times without a zone. Imported byte for byte as it is.</summary>
    public static PublishedTable OfSkab(string file)
    {
        string text = PublishedFolder.Read("skab", file);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.TrimEnd('\r').Split(';')).ToList();
        var rows = lines.Skip(1)
            .Select(c => (DateTimeOffset.ParseExact(c[0], "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), c[1..]))
            .ToList();
        return new PublishedTable(lines[0][1..], rows, text);
    }
}
