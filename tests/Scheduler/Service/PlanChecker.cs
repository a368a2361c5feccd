using FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Scheduler.Tests.Service;

/// <summary>
/// Checks an answer against its request and nothing else: times in ticks, parts and costs are worked out anew from the messages. It
/// uses no code of the service, so that a wrong model there cannot vouch for itself.
/// </summary>
internal sealed class PlanChecker(PlanScheduleRequest request)
{
    internal const double Tolerance = 1e-9;

    private readonly Dictionary<int, BatchSize> _sizes = request.Model.Sizes.ToDictionary(s => s.Parts);

    private int Demand => request.Demands.Max(d => d.Parts);

    internal static void Check(PlanScheduleRequest request, PlanScheduleResponse answer)
    {
        var checker = new PlanChecker(request);
        checker.Check(answer.Schedule);
        checker.Check(answer.Benchmark);
        if (answer.HasSavingPercent)
            Assert.That(answer.SavingPercent, Is.EqualTo(100 * (answer.Benchmark.Objective - answer.Schedule.Objective) / answer.Benchmark.Objective).Within(1e-6));
    }

    internal void Check(Schedule schedule)
    {
        Assert.That(schedule.State, Is.EqualTo(ScheduleState.Feasible), schedule.InfeasibleReason);
        var (at, x, cost, energy) = (Ticks(request.StartTime), request.InitialParts, 0.0, 0.0);
        int? previous = request.HasPreviousEvent ? request.PreviousEvent : null;
        var set = previous is > 0 ? previous : null; // what the machine is set up for
        var ends = new List<(long Ticks, int Parts)> { (at, x) };
        foreach (var e in schedule.Events)
        {
            var size = _sizes[e.Parts];
            var own = request.Model.SetUps.FirstOrDefault(s => s.Previous == set && s.Next == e.Parts);
            var (setUp, setUpPower) = own is null ? (size.SetUpDuration?.ToTimeSpan().Ticks ?? 0, size.SetUpPowerMw) : (own.Duration?.ToTimeSpan().Ticks ?? 0, own.PowerMw);
            var processing = size.Duration.ToTimeSpan().Ticks;
            if (Ticks(e.StartTime) != at)
            {
                Assert.That(request.Blocks.Select(b => Ticks(b.EndTime)).Where(end => end > at), Does.Contain(Ticks(e.StartTime)), "events follow each other without gap or overlap, but for blocks");
                (at, previous) = (Ticks(e.StartTime), null);
            }
            Assert.That(request.Blocks.Any(b => Ticks(b.StartTime) < at + setUp + processing && Ticks(b.EndTime) > at), Is.False, "no event overlaps a block");
            Assert.That(Ticks(e.EndTime), Is.EqualTo(at + setUp + processing), "an event lasts as long as its size does");
            if (previous is { } before) AssertMayFollow(before, e.Parts);
            var expected = Cost(setUpPower, at, at + setUp) + Cost(size.PowerMw, at + setUp, at + setUp + processing);
            Assert.That(e.EnergyCost, Is.EqualTo(expected).Within(Tolerance * (1 + Math.Abs(expected))));
            energy += ((setUpPower * setUp) + (size.PowerMw * processing)) / TimeSpan.TicksPerHour;
            (at, x, cost, previous) = (at + setUp + processing, x + e.Parts, cost + expected, e.Parts);
            if (e.Parts > 0) set = e.Parts;
            Assert.That(e.PartsAfter, Is.EqualTo(x));
            ends.Add((at, x));
        }
        foreach (var due in request.Demands)
            Assert.That(ends.Where(e => e.Ticks <= Ticks(due.DueTime)).Max(e => e.Parts), Is.GreaterThanOrEqualTo(due.Parts), $"due at {due.DueTime}");
        Assert.That(at, Is.LessThanOrEqualTo(request.Demands.Max(d => Ticks(d.DueTime))), "nothing ends after the last due time");
        Assert.That(x, Is.InRange(Demand, Demand + request.Model.InventoryAllowance), "ends in a marked state");
        AssertTerms(schedule, x, cost, energy);
    }

    private void AssertTerms(Schedule schedule, int x, double cost, double energy)
    {
        var (perPart, inventory) = (x == 0 ? cost : cost / x, request.Model.InventoryWeight * Math.Max(0, x - Demand));
        var within = Tolerance * (1 + Math.Abs(cost) + inventory);
        Assert.That(schedule.Parts, Is.EqualTo(x));
        Assert.That(schedule.EnergyCost, Is.EqualTo(cost).Within(within));
        Assert.That(schedule.EnergyMwh, Is.EqualTo(energy).Within(Tolerance * (1 + energy)));
        Assert.That(schedule.EnergyCostPerPart, Is.EqualTo(perPart).Within(within));
        Assert.That(schedule.InventoryCost, Is.EqualTo(inventory).Within(within));
        Assert.That(schedule.Objective, Is.EqualTo(perPart + inventory).Within(within));
        Assert.That(schedule.HasLowerBound, Is.True);
        Assert.That(schedule.LowerBound, Is.LessThanOrEqualTo(schedule.Objective + within), "no plan beats the bound");
        if (schedule.HasGapPercent && schedule.GapPercent > 0)
            Assert.That(schedule.GapPercent, Is.EqualTo(100 * (schedule.Objective - schedule.LowerBound) / Math.Abs(schedule.LowerBound)).Within(1e-6));
    }

    private void AssertMayFollow(int previous, int next)
    {
        Assert.That(previous == 0 && next == 0 && !request.Model.AllowConsecutiveIdle, Is.False, "two idle events in a row");
        Assert.That(request.Model.ForbiddenSuccessions.Any(s => s.Previous == previous && s.Next == next), Is.False, $"{next} after {previous}");
    }

    /// <summary>Of a power, solar power set off against it; every tick must have a price.</summary>
    private double Cost(double power, long from, long to)
    {
        var (covered, sum) = (0L, 0.0);
        foreach (var step in request.Prices)
        {
            var overlap = Math.Min(to, Ticks(step.EndTime)) - Math.Max(from, Ticks(step.StartTime));
            if (overlap <= 0) continue;
            covered += overlap;
            sum += step.PricePerMwh * power * overlap / TimeSpan.TicksPerHour;
            foreach (var solar in request.Solar)
            {
                var sunny = Math.Min(Math.Min(to, Ticks(step.EndTime)), Ticks(solar.EndTime)) - Math.Max(Math.Max(from, Ticks(step.StartTime)), Ticks(solar.StartTime));
                if (sunny > 0) sum -= (step.PricePerMwh - solar.ExportPricePerMwh) * Math.Min(power, solar.PowerMw) * sunny / TimeSpan.TicksPerHour;
            }
        }
        Assert.That(covered, Is.EqualTo(to - from), "every moment has a price");
        return sum;
    }

    private static long Ticks(Google.Protobuf.WellKnownTypes.Timestamp time) => (time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanos / 100);
}
