using System.Text;

namespace FactoryTwin.Replay.Files;

/// <summary>Splits a line into cells: RFC 4180 quoting with a separator, or runs of white space.</summary>
internal static class CellSplitter
{
    /// <summary>False where a quoted cell goes on in the next line.</summary>
    public static bool IsClosed(string line) => line.Count(c => c == '"') % 2 == 0;

    /// <param name="line">One line, or more where a quoted cell spans them.</param>
    /// <param name="separator">Null: runs of white space.</param>
    public static string[] Split(string line, char? separator)
    {
        if (separator is not { } between) return line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (!line.Contains('"', StringComparison.Ordinal)) return line.Split(between);
        var cells = new List<string>();
        var cell = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"') cell.Append(line[++i]);
            else if (c == '"') quoted = !quoted;
            else if (c == between && !quoted) Take(cells, cell);
            else cell.Append(c);
        }

        Take(cells, cell);
        return [.. cells];
    }

    private static void Take(List<string> cells, StringBuilder cell)
    {
        cells.Add(cell.ToString());
        cell.Clear();
    }
}
