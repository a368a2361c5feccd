using System.Text;

namespace FactoryTwin.Replay;

/// <summary>Ids out of the names that files use.</summary>
internal static class Naming
{
    private const int Longest = 63;

    /// <summary>The name as an id: what an id may not have becomes a hyphen.</summary>
    public static string Id(string name)
    {
        var id = new StringBuilder();
        foreach (char c in name)
        {
            char kept = char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-';
            if (id.Length > 0 || char.IsAsciiLetterOrDigit(kept)) id.Append(kept);
        }

        return id.Length switch
        {
            0 => "replay",
            > Longest => id.ToString(0, Longest),
            _ => id.ToString(),
        };
    }

    /// <summary>The point of a column: the source's id stands before it, so that two files do not meet in one point.</summary>
    public static string Point(string source, string column)
    {
        string id = Id(column);
        string head = source.Length + 1 + id.Length > Longest ? source[..Math.Max(1, Math.Min(source.Length, Longest - 1 - id.Length))] : source;
        return Id($"{head}.{id}");
    }
}
