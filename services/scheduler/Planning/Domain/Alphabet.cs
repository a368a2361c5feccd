namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>
/// Sigma where set-ups depend on the last size. Each size has one event for each set-up that it can need, idling one for each size that the machine
/// stays set up for (as far as these differ in what they need next); which may follow which is then a matter of forbidden successions, and
/// whatever decides without set-ups decides with them. Without change-overs Sigma is the sizes.
/// </summary>
internal sealed class Alphabet
{
    private readonly IReadOnlyList<BatchEvent> _sizes;
    private readonly Dictionary<(int Previous, int Next), Changeover> _changeovers;
    private readonly int[] _groupOf; // of each size: sizes that need the same set-ups next are one group; 0 needs none but the sizes' own
    private readonly List<BatchEvent> _letters = [];
    private readonly List<int> _groupOfIdle = []; // of each idle letter, after the sizes

    public Alphabet(IReadOnlyList<BatchEvent> sizes, IReadOnlyList<Changeover> changeovers)
    {
        _sizes = sizes;
        _changeovers = changeovers.ToDictionary(c => (c.Previous, c.Next));
        _letters.AddRange(sizes.Select((e, b) => e with { Letter = b }));
        var rows = new Dictionary<string, int>(StringComparer.Ordinal) { [Row(0)] = 0 };
        _groupOf = [.. sizes.Select((_, b) => b == 0 ? 0 : rows.TryGetValue(Row(b), out var known) ? known : rows[Row(b)] = rows.Count)];
        Groups = rows.Count;
        foreach (var changeover in changeovers.DistinctBy(c => (c.Next, c.SetUp, c.SetUpPowerMw)))
        {
            var own = sizes[changeover.Next];
            if (own.SetUp == changeover.SetUp && own.SetUpPowerMw == changeover.SetUpPowerMw) continue;
            _letters.Add(own with { SetUp = changeover.SetUp, SetUpPowerMw = changeover.SetUpPowerMw, Letter = _letters.Count });
        }
        for (var g = 1; g < Groups; g++)
        {
            _groupOfIdle.Add(g);
            _letters.Add(sizes[0] with { Letter = _letters.Count });
        }
    }

    /// <summary>Sigma; the sizes come first.</summary>
    public IReadOnlyList<BatchEvent> Letters => _letters;

    /// <summary>How many kinds of being set up there are.</summary>
    public int Groups { get; }

    /// <summary>What the machine is set up for after a letter.</summary>
    public int GroupAfter(int letter)
    {
        if (_letters[letter].Parts > 0) return _groupOf[_letters[letter].Parts];
        return letter == 0 ? 0 : _groupOfIdle[letter - (_letters.Count - _groupOfIdle.Count)];
    }

    /// <summary>The letters that are not to be taken where the machine is set up so: those of another set-up.</summary>
    public IEnumerable<int> Unfit(int group)
    {
        var size = Array.IndexOf(_groupOf, group, Math.Min(1, _groupOf.Length - 1));
        for (var l = 0; l < _letters.Count; l++)
        {
            var sigma = _letters[l];
            if (sigma.IsIdle)
            {
                if (GroupAfter(l) != group) yield return l;
                continue;
            }
            var (setUp, power) = group > 0 && _changeovers.TryGetValue((size, sigma.Parts), out var c) ? (c.SetUp, c.SetUpPowerMw) : (_sizes[sigma.Parts].SetUp, _sizes[sigma.Parts].SetUpPowerMw);
            if (sigma.SetUp != setUp || sigma.SetUpPowerMw != power) yield return l;
        }
    }

    private string Row(int size) => string.Join(';', _sizes.Skip(1).Select(n => _changeovers.TryGetValue((size, n.Parts), out var c) && (c.SetUp != n.SetUp || c.SetUpPowerMw != n.SetUpPowerMw)
        ? $"{n.Parts}:{c.SetUp.Ticks}:{c.SetUpPowerMw:R}" : ""));
}
