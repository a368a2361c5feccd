namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>
/// Forbidden successions: pairs of events that may not follow each other, such as two idle events in a row. Events with the
/// same forbidden followers form one class, so that a search need not tell them apart. Where set-ups depend on the last size, the events that
/// do not have the set-up that is needed are forbidden too.
/// </summary>
public sealed class SuccessionRule
{
    private readonly int _events;
    private readonly int[] _classOf;
    private readonly int[] _afterStand; // of each class
    private readonly int[] _letterOf;   // [class * sizes + size]; -1 where none may follow
    private readonly int _sizes;
    private readonly bool[] _allowed;   // [class * events + next]

    /// <param name="events">How many events there are: sigma_0 .. sigma_(events-1).</param>
    /// <param name="forbidden">Pairs (previous, next).</param>
    public SuccessionRule(int events, IEnumerable<(int Previous, int Next)> forbidden)
        : this(new Alphabet([.. Enumerable.Range(0, events).Select(b => new BatchEvent(b, TimeSpan.FromHours(1), 0))], []), events, forbidden)
    {
    }

    internal SuccessionRule(Alphabet alphabet, int sizes, IEnumerable<(int Previous, int Next)> forbidden)
    {
        (_events, _sizes) = (alphabet.Letters.Count, sizes);
        var followers = forbidden.ToLookup(p => p.Previous, p => p.Next);
        var (classes, forbiddenOf) = (new Dictionary<string, int>(StringComparer.Ordinal), new List<int[]>());
        // After standing anything may follow, with the set-up that the machine has kept. The first of these classes is that of the start.
        int[] afterStand = [.. Enumerable.Range(0, alphabet.Groups).Select(g => Class([.. alphabet.Unfit(g)]))];
        _classOf = [.. alphabet.Letters.Select(l => Class([.. alphabet.Unfit(alphabet.GroupAfter(l.Letter)).Union(alphabet.Letters.Where(n => followers[l.Parts].Contains(n.Parts)).Select(n => n.Letter)).Order()]))];
        Classes = forbiddenOf.Count;
        _afterStand = new int[Classes];
        for (var g = 0; g < afterStand.Length; g++) _afterStand[afterStand[g]] = afterStand[g];
        for (var l = 0; l < _events; l++) _afterStand[_classOf[l]] = afterStand[alphabet.GroupAfter(l)];
        _allowed = new bool[Classes * _events];
        Array.Fill(_allowed, true);
        _letterOf = new int[Classes * sizes];
        Array.Fill(_letterOf, -1);
        for (var c = 0; c < Classes; c++)
        {
            foreach (var next in forbiddenOf[c]) _allowed[(c * _events) + next] = false;
            for (var l = 0; l < _events; l++)
            {
                if (_allowed[(c * _events) + l]) _letterOf[(c * sizes) + alphabet.Letters[l].Parts] = l;
            }
        }

        int Class(int[] without)
        {
            var key = string.Join(',', without);
            if (classes.TryGetValue(key, out var known)) return known;
            forbiddenOf.Add(without);
            return classes[key] = forbiddenOf.Count - 1;
        }
    }

    /// <summary>The class of "no event before": nothing is forbidden after it, and no set-up but the sizes' own is needed.</summary>
    public static int StartClass => 0;

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    /// <summary>The class of what may follow an event, by its letter; null stands for the start of a string.</summary>
    public int ClassAfter(int? previous) => previous is { } letter ? _classOf[letter] : StartClass;

    /// <summary>The class of what may follow where the machine stood after an event of this class: anything, set up as it was.</summary>
    public int ClassAfterStand(int previousClass) => _afterStand[previousClass];

    /// <summary>Whether the event of this letter may follow an event of this class.</summary>
    public bool Allows(int previousClass, int next) => _allowed[(previousClass * _events) + next];

    /// <summary>The letter of the one event of a size that may follow an event of this class; negative where none may.</summary>
    public int LetterAfter(int previousClass, int size) => _letterOf[(previousClass * _sizes) + size];
}
