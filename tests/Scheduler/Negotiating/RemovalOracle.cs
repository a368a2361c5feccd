using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Negotiating;

namespace FactoryTwin.Scheduler.Tests.Negotiating;

/// <summary>
/// Whether a valid string exists where only some of an instance's constraints are kept: every state that any string can be in is walked, minute
/// marks and all, from the instance's data alone.
/// </summary>
internal sealed class RemovalOracle
{
    private readonly PlanningInstance _instance;
    private readonly List<DueDate> _due;
    private readonly List<Closure> _closures;
    private readonly List<DateTimeOffset> _standsUntil;
    private readonly HashSet<(int, int)> _forbidden;
    private readonly int _most;
    private readonly HashSet<(DateTimeOffset, int, int?)> _seen = [];

    internal RemovalOracle(PlanningInstance instance, IReadOnlyCollection<Constraint> kept)
    {
        var automaton = instance.Automaton;
        _instance = instance;
        _due = [.. kept.Where(c => c.Kind == ConstraintKind.DueDate).Select(c => c.Due!.Value)];
        _closures = [.. kept.Where(c => c.Kind == ConstraintKind.Closure).Select(c => c.Closure!)];
        _standsUntil = [.. automaton.Closures.Given.Select(c => c.End)];
        _forbidden = [.. kept.Where(c => c.Kind == ConstraintKind.ForbiddenSuccession).Select(c => c.Pair!.Value)];
        _most = kept.Any(c => c.Kind == ConstraintKind.InventoryAllowance)
            ? automaton.DueDates.Ordered.Max(d => d.Parts) + automaton.Model.InventoryAllowance : int.MaxValue / 2;
    }

    internal bool HasString() => Walk(_instance.Automaton.Start, _instance.Automaton.InitialState, _instance.PreviousEvent);

    private bool Walk(DateTimeOffset time, int x, int? before)
    {
        if (x > _most || _due.Any(d => d.Time <= time && x < d.Parts)) return false;
        if (_due.All(d => x >= d.Parts)) return true;
        if (!_seen.Add((time, x, before))) return false;
        foreach (var e in _instance.Automaton.Model.Sizes)
        {
            var end = time + e.SetUp + e.Processing;
            if (before is { } b && _forbidden.Contains((b, e.Parts))) continue;
            if (_closures.Any(c => c.Start < c.End && c.Start < end && c.End > time)) continue;
            if (_due.Any(d => d.Time < end && x < d.Parts)) continue;
            if (Walk(end, x + e.Parts, e.Parts)) return true;
        }
        // Shut down until any closure's end that lies ahead.
        return _standsUntil.Where(end => end > time && !_due.Any(d => d.Time < end && x < d.Parts)).Any(end => Walk(end, x, null));
    }
}
