using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Columns;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Slots;

/// <summary>
/// Makes a schedule of the relaxed solution: whole patterns are given to machines, the programme is solved again for what is left, the largest
/// fraction is rounded up, and so on. Jobs that are covered twice are dropped where they cost most.
/// </summary>
internal sealed class SlotDive(SlotShop shop, PatternProgram program)
{
    /// <summary>A schedule of that makespan; jobs that no pattern took are in no place.</summary>
    public SlotSchedule Round(ColumnMaster master, PricedWindows windows, CancellationToken cancellationToken)
    {
        var (demand, machines) = ((int[])shop.Demand.Clone(), shop.MachinesOfRate.Select(m => m.Length).ToArray());
        var chosen = new List<Pattern>();
        while (true)
        {
            var used = master.Used.Where(u => u.Column is Pattern).Select(u => (Pattern: (Pattern)u.Column, u.Amount)).OrderByDescending(u => u.Amount - Math.Floor(u.Amount + 1e-6)).ToList();
            var before = chosen.Count;
            foreach (var (pattern, amount) in used)
            {
                for (var n = 0; n < (int)Math.Floor(amount + 1e-6); n++) Fix(pattern, demand, machines, chosen);
            }
            if (used.Count > 0)
            {
                var (pattern, amount) = used[0];
                if (amount - Math.Floor(amount + 1e-6) > 0.75 || chosen.Count == before) Fix(pattern, demand, machines, chosen);
            }
            if (chosen.Count == before || demand.All(n => n == 0) || machines.All(n => n == 0)) break;
            master = program.Begin(demand, machines);
            program.Solve(master, demand, machines, windows.Makespan, cancellationToken);
        }
        return Assign(chosen, windows);
    }

    private static void Fix(Pattern pattern, int[] demand, int[] machines, List<Pattern> chosen)
    {
        if (machines[pattern.Rate] == 0 || !pattern.Jobs.Any(j => demand[j.Length] > 0)) return;
        machines[pattern.Rate]--;
        foreach (var (_, k) in pattern.Jobs) demand[k] = Math.Max(0, demand[k] - 1);
        chosen.Add(pattern);
    }

    private SlotSchedule Assign(List<Pattern> chosen, PricedWindows windows)
    {
        var schedule = new SlotSchedule(shop, windows);
        var places = new List<(int Machine, int Start)>[shop.Lengths.Length];
        for (var k = 0; k < places.Length; k++) places[k] = [];
        var next = new int[shop.Rates.Length];
        foreach (var pattern in chosen)
        {
            var machine = shop.MachinesOfRate[pattern.Rate][next[pattern.Rate]++];
            foreach (var (start, k) in pattern.Jobs) places[k].Add((machine, start));
        }
        var job = 0;
        for (var k = 0; k < places.Length; k++)
        {
            var cheapest = places[k].OrderBy(p => shop.Cost(shop.RateOf[p.Machine], p.Start, shop.Lengths[k])).Take(shop.Demand[k]).ToList();
            for (var n = 0; n < cheapest.Count; n++) schedule.Place(job + n, cheapest[n].Machine, cheapest[n].Start);
            job += shop.Demand[k];
        }
        return schedule;
    }
}
