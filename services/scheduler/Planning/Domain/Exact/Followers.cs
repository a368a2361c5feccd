namespace FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

/// <summary>
/// Forbidden successions, turned round: of each event the set of classes that it may follow. Few sets differ (one where everything
/// is allowed, two where only idle after idle is not), and the table keeps one value a state and set, not one a state and event.
/// </summary>
internal sealed class Followers
{
    private readonly int[] _setOf;
    private readonly int[] _classAfter;

    public Followers(BatchModel model)
    {
        var rule = model.Successions;
        Events = model.Events.Count;
        Classes = rule.Classes;
        _classAfter = [.. model.Events.Select(e => rule.ClassAfter(e.Parts))];
        var sets = new List<int[]> { Enumerable.Range(0, rule.Classes).ToArray() };
        var known = new Dictionary<string, int> { [string.Join(',', sets[0])] = All };
        _setOf = new int[Events];
        for (var b = 0; b < Events; b++)
        {
            int[] allowed = [.. Enumerable.Range(0, rule.Classes).Where(c => rule.Allows(c, b))];
            var key = string.Join(',', allowed);
            if (!known.TryGetValue(key, out var set))
            {
                known[key] = set = sets.Count;
                sets.Add(allowed);
            }
            _setOf[b] = set;
        }
        Sets = sets;
    }

    /// <summary>The set of all classes: a string may end after any event.</summary>
    public const int All = 0;

    public int Events { get; }

    public int Classes { get; }

    /// <summary>The distinct sets of classes.</summary>
    public IReadOnlyList<int[]> Sets { get; }

    /// <summary>The set of classes that sigma_b may follow.</summary>
    public int SetBefore(int b) => _setOf[b];

    /// <summary>The class that sigma_b leaves.</summary>
    public int ClassAfter(int b) => _classAfter[b];
}
