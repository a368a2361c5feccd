namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>
/// Forbidden successions: pairs of events that may not follow each other, such as two idle events in a row. Events with the
/// same forbidden followers form one class, so that a search need not tell them apart.
/// </summary>
public sealed class SuccessionRule
{
    private readonly HashSet<(int Previous, int Next)> _forbidden;
    private readonly int[] _classOf;
    private readonly List<int> _representative = [];

    /// <param name="events">How many events there are: sigma_0 .. sigma_(events-1).</param>
    /// <param name="forbidden">Pairs (previous, next).</param>
    public SuccessionRule(int events, IEnumerable<(int Previous, int Next)> forbidden)
    {
        _forbidden = [.. forbidden];
        _classOf = new int[events];
        var classes = new Dictionary<string, int> { [""] = 0 }; // class 0: nothing is forbidden, as at the start of a string
        _representative.Add(-1);
        for (var e = 0; e < events; e++)
        {
            var key = string.Join(',', _forbidden.Where(p => p.Previous == e).Select(p => p.Next).Order());
            if (!classes.TryGetValue(key, out var known))
            {
                classes[key] = known = _representative.Count;
                _representative.Add(e);
            }
            _classOf[e] = known;
        }
    }

    /// <summary>The class of "no event before".</summary>
    public static int StartClass => 0;

    /// <summary>How many classes there are.</summary>
    public int Classes => _representative.Count;

    /// <summary>The class of what may follow sigma_b; null stands for the start of a string.</summary>
    public int ClassAfter(int? previous) => previous is { } b ? _classOf[b] : StartClass;

    /// <summary>Whether sigma_<paramref name="next"/> may follow an event of this class.</summary>
    public bool Allows(int previousClass, int next) =>
        previousClass == StartClass || !_forbidden.Contains((_representative[previousClass], next));
}
