using System.Globalization;
using System.Text;
using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

namespace FactoryTwin.Scheduler.Tests.Peers;

/// <summary>
/// A fleet that may not go into inventory as a time-indexed mixed integer programme in CPLEX LP format: s_(100 m + b)_k is 1 where machine m starts sigma_b in
/// slot k; one unit flows through the time of each machine and may stop anywhere. It minimises E, and J = E/D.
/// </summary>
internal sealed class FleetIntegerProgram(FleetInstance fleet, TimeSpan slot)
{
    private readonly int _slots = (int)((fleet.DueDates.Last!.Value - fleet.Start) / slot);

    internal double Cost(int variable, int k) =>
        PricedTimedAutomaton.Cost(fleet.Machines[variable / 100].Events[variable % 100], fleet.Start + (k * slot), fleet.Prices);

    /// <summary>Every start of every size of every machine.</summary>
    internal IEnumerable<(int Machine, int Size, int Slot)> Starts() => Variables().Select(v => (v.V / 100, v.V % 100, v.K));

    internal static string Name(int machine, int size, int slot) => $"s_{(100 * machine) + size}_{slot}";

    internal string Text()
    {
        var text = new StringBuilder("Minimize\n obj:");
        foreach (var (v, k) in Variables()) Term(Cost(v, k), v, k);
        text.Append("\nSubject To\n");
        for (var m = 0; m < fleet.Machines.Count; m++) Flow(m);
        foreach (var due in fleet.DueDates.Ordered.Where(d => d.Parts > 0)) Parts((v, k) => fleet.Start + ((k + Length(v)) * slot) <= due.Time, ">=", due.Parts);
        Parts((_, _) => true, "=", fleet.Demand);
        text.Append("Binaries\n");
        foreach (var (v, k) in Variables()) text.Append($" s_{v}_{k}\n");
        return text.Append("End\n").ToString();

        void Term(double factor, int v, int k) => text.Append(factor < 0 ? " - " : " + ").Append(Math.Abs(factor).ToString("R", CultureInfo.InvariantCulture)).Append($" s_{v}_{k}\n");

        void Flow(int m)
        {
            var own = Enumerable.Range(0, fleet.Machines[m].Events.Count).Select(b => (100 * m) + b).ToList();
            for (var k = 0; k < _slots; k++)
            {
                // What goes on from a slot has come there; it may also stop.
                foreach (var v in own.Where(v => k + Length(v) <= _slots)) Term(1, v, k);
                foreach (var v in own.Where(v => k - Length(v) >= 0)) Term(-1, v, k - Length(v));
                text.Append(k == 0 ? " <= 1\n" : " <= 0\n");
                foreach (var (previous, next) in fleet.Machines[m].Forbidden)
                {
                    var (p, n) = ((100 * m) + previous, (100 * m) + next);
                    if (k + Length(p) + Length(n) <= _slots) text.Append($" s_{p}_{k} + s_{n}_{k + Length(p)} <= 1\n");
                }
            }
        }

        void Parts(Func<int, int, bool> counts, string relation, int parts)
        {
            foreach (var (v, k) in Variables().Where(x => x.V % 100 > 0 && counts(x.V, x.K))) Term(v % 100, v, k);
            text.Append($" {relation} {parts}\n");
        }
    }

    private IEnumerable<(int V, int K)> Variables() =>
        from m in Enumerable.Range(0, fleet.Machines.Count)
        from b in Enumerable.Range(0, fleet.Machines[m].Events.Count)
        let v = (100 * m) + b
        from k in Enumerable.Range(0, Math.Max(0, _slots - Length(v) + 1))
        select (v, k);

    private int Length(int v)
    {
        var sigma = fleet.Machines[v / 100].Events[v % 100];
        return (int)((sigma.SetUp + sigma.Processing) / slot);
    }
}
