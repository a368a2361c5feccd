namespace FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

/// <summary>
/// Forbidden successions, turned round: of each event the set of classes that it may follow. Few sets differ (one where everything
/// is allowed, two where only idle after idle is not), and the table keeps one value a state and set, not one a state and event. Events are told by their letters.
/// </summary>
internal sealed class Followers
{
    private readonly int[] _setOf;
    private readonly int[] _classAfter;

    public Followers(BatchModel model)
    {
        var rule = model.Successions;
        (Events, Classes) = (model.Events.Count, rule.Classes);
        (_classAfter, _setOf) = (new int[Events], new int[Events]);
        var sets = new List<int[]> { new int[Classes] };
        for (var c = 0; c < Classes; c++) sets[All][c] = c;
        for (var b = 0; b < Events; b++)
        {
            _classAfter[b] = rule.ClassAfter(b);
            var allowed = new List<int>();
            for (var c = 0; c < Classes; c++)
            {
                if (rule.Allows(c, b)) allowed.Add(c);
            }
            int[] classes = [.. allowed];
            _setOf[b] = Add(sets, classes);
        }
        Stands = [.. Enumerable.Range(0, Classes).GroupBy(rule.ClassAfterStand).Select(g => (Add(sets, [.. g]), g.Key))];
        Sets = sets;
        Parts = [.. model.Events.Select(e => e.Parts)];
    }

    /// <summary>[letter]: b of the event.</summary>
    public int[] Parts { get; }

    /// <summary>Standing leads from the classes of a set to a class: which to which.</summary>
    public (int Set, int Class)[] Stands { get; }

    /// <summary>The set of all classes: a string may end after any event.</summary>
    public const int All = 0;

    public int Events { get; }

    public int Classes { get; }

    /// <summary>The distinct sets of classes.</summary>
    public IReadOnlyList<int[]> Sets { get; }

    private static int Add(List<int[]> sets, int[] classes)
    {
        var set = sets.FindIndex(s => s.AsSpan().SequenceEqual(classes));
        if (set >= 0) return set;
        sets.Add(classes);
        return sets.Count - 1;
    }

    /// <summary>The set of classes that sigma_b may follow.</summary>
    public int SetBefore(int b) => _setOf[b];

    /// <summary>The class that sigma_b leaves.</summary>
    public int ClassAfter(int b) => _classAfter[b];
}
