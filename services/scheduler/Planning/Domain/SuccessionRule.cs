namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>
/// Forbidden successions: pairs of events that may not follow each other, such as two idle events in a row. Events with the
/// same forbidden followers form one class, so that a search need not tell them apart.
/// </summary>
public sealed class SuccessionRule
{
    private readonly int _events;
    private readonly int[] _classOf;
    private readonly bool[] _allowed; // [class * events + next]

    /// <param name="events">How many events there are: sigma_0 .. sigma_(events-1).</param>
    /// <param name="forbidden">Pairs (previous, next).</param>
    public SuccessionRule(int events, IEnumerable<(int Previous, int Next)> forbidden)
    {
        _events = events;
        _classOf = new int[events];
        var followers = forbidden.ToLookup(p => p.Previous, p => p.Next);
        var classes = new Dictionary<string, int> { [""] = StartClass };
        var forbiddenOf = new List<int[]> { Array.Empty<int>() };
        for (var e = 0; e < events; e++)
        {
            int[] without = [.. followers[e].Distinct().Order()];
            var key = string.Join(',', without);
            if (!classes.TryGetValue(key, out var known))
            {
                classes[key] = known = forbiddenOf.Count;
                forbiddenOf.Add(without);
            }
            _classOf[e] = known;
        }
        _allowed = new bool[forbiddenOf.Count * events];
        Array.Fill(_allowed, true);
        for (var c = 0; c < forbiddenOf.Count; c++)
        {
            foreach (var next in forbiddenOf[c]) _allowed[(c * events) + next] = false;
        }
        Classes = forbiddenOf.Count;
    }

    /// <summary>The class of "no event before": nothing is forbidden after it.</summary>
    public static int StartClass => 0;

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    /// <summary>The class of what may follow sigma_b; null stands for the start of a string.</summary>
    public int ClassAfter(int? previous) => previous is { } b ? _classOf[b] : StartClass;

    /// <summary>Whether sigma_<paramref name="next"/> may follow an event of this class.</summary>
    public bool Allows(int previousClass, int next) => _allowed[(previousClass * _events) + next];
}
