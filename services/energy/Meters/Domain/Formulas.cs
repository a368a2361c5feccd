namespace FactoryTwin.Services.Energy.Meters.Domain;

/// <summary>Virtual meters that are computed from each other.</summary>
public static class Formulas
{
    /// <summary>The way from a meter back to itself, its first id again at the end; null where there is none.</summary>
    /// <param name="from">Where to start.</param>
    /// <param name="uses">The meters in a meter's formula; none for one that has readings.</param>
    public static IReadOnlyList<string>? Cycle(string from, Func<string, IReadOnlyList<string>> uses)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        var path = new List<string> { from };
        var open = new Stack<IEnumerator<string>>([uses(from).GetEnumerator()]);
        while (open.TryPeek(out var next))
        {
            if (!next.MoveNext())
            {
                open.Pop();
                done.Add(path[^1]);
                path.RemoveAt(path.Count - 1);
            }
            else if (path.IndexOf(next.Current) is var at and >= 0)
            {
                return [.. path[at..], next.Current];
            }
            else if (!done.Contains(next.Current))
            {
                path.Add(next.Current);
                open.Push(uses(next.Current).GetEnumerator());
            }
        }
        return null;
    }
}
