using System.Globalization;
using System.Text;
using FactoryTwin.Services.Scheduler.Planning.Domain;

namespace FactoryTwin.Scheduler.Tests.Peers;

/// <summary>
/// An instance as a time-indexed mixed integer programme in CPLEX LP format: s_b_k is 1 where sigma_b starts in slot k, e_k where the
/// string ends; one unit flows through time. J is a ratio, so one programme is written for each end state x and minimises E. Only the
/// instance's data is read: slots, costs and constraints are worked out here, apart from the service's own search.
/// </summary>
internal sealed class MixedIntegerProgram
{
    private readonly PlanningInstance _instance;
    private readonly BatchModel _model;
    private readonly long _start;
    private readonly long _slot;
    private readonly int[] _length; // slots of each event
    private readonly int _slots;

    internal MixedIntegerProgram(PlanningInstance instance)
    {
        (_instance, _model, _start) = (instance, instance.Automaton.Model, instance.Automaton.Start.UtcTicks);
        long[] ticks = [.. _model.Sizes.Select(e => (e.SetUp + e.Processing).Ticks)];
        _slot = ticks.Aggregate(Divisor);
        _length = [.. ticks.Select(t => (int)(t / _slot))];
        _slots = Slot(instance.Automaton.DueDates.Ordered.Max(d => d.Time));
    }

    internal int Demand => _instance.Automaton.DueDates.Ordered.Max(d => d.Parts);

    /// <summary>The end states of Xm.</summary>
    internal IEnumerable<int> EndStates =>
        Enumerable.Range(Demand, _model.InventoryAllowance + 1).Where(x => x >= _instance.Automaton.InitialState);

    /// <summary>J of a string that ends in x and costs E.</summary>
    internal double Objective(double cost, int x) => (x == 0 ? cost : cost / x) + (_model.InventoryWeight * Math.Max(0, x - Demand));

    /// <summary>E_k of sigma_b in slot k.</summary>
    internal double Cost(int b, int k)
    {
        var e = _model.Sizes[b];
        var at = _start + (k * _slot);
        return (e.SetUpPowerMw * Integral(at, at + e.SetUp.Ticks)) + (e.PowerMw * Integral(at + e.SetUp.Ticks, at + e.SetUp.Ticks + e.Processing.Ticks));
    }

    /// <summary>The programme that minimises E over strings that end with x parts.</summary>
    internal string Text(int x)
    {
        var text = new StringBuilder("Minimize\n obj:");
        foreach (var (b, k) in Variables()) Term(Cost(b, k), b, k);
        text.Append("\nSubject To\n");
        for (var k = 0; k <= _slots; k++)
        {
            foreach (var b in Sizes.Where(b => k + _length[b] <= _slots)) Term(1, b, k);
            text.Append($" + e_{k}");
            foreach (var b in Sizes.Where(b => k - _length[b] >= 0)) Term(-1, b, k - _length[b]);
            text.Append(k == 0 ? " = 1\n" : " = 0\n");
        }
        Parts(_ => true, "=", x);
        foreach (var due in _instance.Automaton.DueDates.Ordered.Where(d => d.Parts > _instance.Automaton.InitialState))
            Parts(v => v.K + _length[v.B] <= Slot(due.Time), ">=", due.Parts);
        foreach (var (previous, next) in _model.Forbidden)
        {
            if (_instance.PreviousEvent == previous && _length[next] <= _slots) text.Append($" s_{next}_0 = 0\n");
            for (var k = 0; k + _length[previous] + _length[next] <= _slots; k++)
                text.Append($" s_{previous}_{k} + s_{next}_{k + _length[previous]} <= 1\n");
        }
        text.Append("Binaries\n");
        foreach (var (b, k) in Variables()) text.Append($" s_{b}_{k}\n");
        for (var k = 0; k <= _slots; k++) text.Append($" e_{k}\n");
        return text.Append("End\n").ToString();

        void Term(double factor, int b, int k) => text.Append(factor < 0 ? " - " : " + ").Append(Math.Abs(factor).ToString("R", CultureInfo.InvariantCulture)).Append($" s_{b}_{k}\n");

        void Parts(Func<(int B, int K), bool> counts, string relation, int parts)
        {
            var any = false;
            foreach (var (b, k) in Variables().Where(v => v.B > 0 && counts(v)))
            {
                Term(b, b, k);
                any = true;
            }
            // A row needs a variable: where none counts, one that is not among the binaries and fixed at zero stands in.
            text.Append(any ? "" : " none").Append($" {relation} {parts - _instance.Automaton.InitialState}\n").Append(any ? "" : " none = 0\n");
        }
    }

    private IEnumerable<int> Sizes => Enumerable.Range(0, _model.Capacity + 1);

    private IEnumerable<(int B, int K)> Variables() => Sizes.SelectMany(b => Enumerable.Range(0, Math.Max(0, _slots - _length[b] + 1)).Select(k => (b, k)));

    private int Slot(DateTimeOffset time) => (int)((time.UtcTicks - _start) / _slot);

    private double Integral(long from, long to) => _instance.Prices.Steps.Sum(s =>
        s.Price * Math.Max(0, Math.Min(to, s.End.UtcTicks) - Math.Max(from, s.Start.UtcTicks)) / TimeSpan.TicksPerHour);

    private static long Divisor(long a, long b) => b == 0 ? a : Divisor(b, a % b);
}
