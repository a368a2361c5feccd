namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>
/// J of the string that the leaf becomes when the benchmark finishes it: a leaf in Xm is worth its own J; one outside Xm also pays for
/// the parts that it still owes. Leaves of different length and progress compare fairly, and each decision keeps the
/// completion that the last one found among its paths, so that the look-ahead schedule never costs more than the
/// benchmark schedule of the same instance.
/// </summary>
internal sealed class CompletedCost(PlanningInstance instance, Reachability reachability) : ILeafValue
{
    private const int MaxMemo = 200_000;

    private readonly PricedTimedAutomaton _automaton = instance.Automaton;
    private readonly BenchmarkPolicy _benchmark = new(instance.Automaton, reachability);
    private readonly Dictionary<(long Time, int Parts, int Class), (double Cost, int Parts)> _memo = [];
    private readonly List<((long Time, int Parts, int Class) From, double Cost)> _walk = [];
    private long _steps;

    /// <inheritdoc/>
    public long Work => _steps / 2;

    /// <inheritdoc/>
    public double Of(in Leaf leaf)
    {
        var (cost, parts) = Complete((leaf.Time, leaf.Parts, leaf.SuccessionClass));
        return _automaton.Objective(leaf.StringCost + cost, parts);
    }

    private (double Cost, int Parts) Complete((long Time, int Parts, int Class) at)
    {
        if (_memo.Count > MaxMemo) _memo.Clear();
        (double Cost, int Parts) rest;
        while (!_memo.TryGetValue(at, out rest))
        {
            if (_automaton.IsMarked(at.Parts))
            {
                rest = (0, at.Parts);
                break;
            }
            if (_benchmark.Next(at.Time, at.Parts, at.Class) is { } sigma)
            {
                _walk.Add((at, PricedTimedAutomaton.Cost(sigma, at.Time, instance.Prices)));
                at = (at.Time + sigma.Duration.Ticks, at.Parts + sigma.Parts, _automaton.Model.Successions.ClassAfter(sigma.Letter));
            }
            else
            {
                _walk.Add((at, 0));
                at = (_automaton.Closures.StandsUntil(at.Time)!.Value, at.Parts, _automaton.Model.Successions.ClassAfterStand(at.Class));
            }
            _steps++;
        }
        for (var i = _walk.Count - 1; i >= 0; i--)
        {
            rest = (rest.Cost + _walk[i].Cost, rest.Parts);
            _memo[_walk[i].From] = rest;
        }
        _walk.Clear();
        return rest;
    }
}
