using FactoryTwin.Services.Scheduler.Machines.Domain;
using FactoryTwin.Services.Scheduler.Planning;
using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Replanning.Domain;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Replanning;

/// <summary>How things stand with a machine at one moment: what a new plan starts from.</summary>
/// <param name="Now">The moment.</param>
/// <param name="Model">What the machine can do.</param>
/// <param name="Progress">What it has told.</param>
/// <param name="Running">The batch under way, which is not interrupted.</param>
/// <param name="Orders">What parts and clock say of the orders.</param>
internal sealed record Situation(DateTimeOffset Now, BatchModel Model, MachineProgress Progress, RunningBatch? Running, OrderJudgement Orders)
{
    /// <summary>The blocks on the machine that have not ended, soonest first.</summary>
    public IReadOnlyList<V1.Block> Blocks { get; init; } = [];

    /// <summary>When the next event can start.</summary>
    public DateTimeOffset Start => Running is { } batch && batch.End > Now ? batch.End : Now;

    /// <summary>x0: parts on hand at <see cref="Start"/>.</summary>
    public int InitialParts => Orders.OnHand + (Running?.Parts ?? 0);

    /// <summary>Where nothing reports the machine's progress, the plan's own is taken for it.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="model">What the machine can do.</param>
    /// <param name="told">What it has told.</param>
    /// <param name="observed">Whether it tells anything.</param>
    /// <param name="track">The plan in force.</param>
    /// <param name="taken">Parts taken off what was counted: now, and when that plan was made.</param>
    /// <param name="open">The open orders.</param>
    /// <param name="grace">How long after its due time an order may still learn of parts.</param>
    /// <param name="blocks">The blocks on the machine, those lately over included.</param>
    public static Situation Of(
        DateTimeOffset now, BatchModel model, MachineProgress told, bool observed, PlanTrack? track, (int Now, int Planned) taken, IEnumerable<OpenOrder> open, TimeSpan grace,
        IReadOnlyList<V1.Block> blocks)
    {
        var progress = told;
        if (!observed && track is not null)
        {
            var (parts, at) = track.PartsAt(now);
            progress = told with { Counted = Math.Max(0, taken.Planned + parts), CountedAt = at ?? told.CountedAt };
        }
        var running = observed && told.Size is not null ? told.Running(model, track?.RunningAt(now)) : track?.RunningAt(now);
        if (running is { } batch) running = Stopped(batch, model, blocks);
        return new Situation(now, model, progress, running, OrderBook.Judge(open, progress.Counted - taken.Now, progress.CountedAt, now, grace))
        {
            Blocks = [.. blocks.Where(b => b.EndTime.ToDateTimeOffset() > now)],
        };
    }

    /// <summary>A batch goes on where a stoppage ends. Its end is worked out anew from its start, so that a stoppage counts once.</summary>
    private static RunningBatch Stopped(RunningBatch batch, BatchModel model, IReadOnlyList<V1.Block> blocks)
    {
        var stops = blocks.Where(b => b.Kind == V1.BlockKind.Stoppage).ToClosures().Given;
        if (batch.Parts > model.Capacity || !stops.Any(s => s.Start < batch.End && s.End > batch.Start)) return batch;
        var (end, stopped) = (batch.Start + model.Sizes[batch.Parts].Duration, batch.Start);
        foreach (var stop in stops)
        {
            var from = stop.Start > stopped ? stop.Start : stopped;
            if (from >= end || stop.End <= from) continue;
            end += stop.End - from;
            stopped = stop.End;
        }
        return batch with { End = end };
    }

    /// <summary>The instance to plan. Parts beyond D that are there already need no allowance.</summary>
    public PlanningInstance Instance(PriceCurve prices)
    {
        var due = new DueDates(OrderBook.DueDates(Orders.Open));
        var model = due.Ordered.Count == 0 ? Model : Model.WithAllowance(Math.Max(Model.InventoryAllowance, InitialParts - due.Total));
        var previous = Running is { } batch && batch.Parts <= model.Capacity ? batch.Parts : (int?)null;
        return new PlanningInstance(new PricedTimedAutomaton(model, due, InitialParts, Start, Blocks.ToClosures()), prices, previous);
    }

    /// <summary>A due date that the batch under way runs past; null where there is none.</summary>
    public Obstacle? OverrunDueDate()
    {
        var late = OrderBook.DueDates(Orders.Open).FirstOrDefault(d => d.Time < Start && d.Parts > Orders.OnHand);
        return late == default ? null
            : new Obstacle(
                ObstacleKind.DueDate,
                $"Due date: at least {late.Parts} parts by {late.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC cannot be met; the batch under way ends at {Start.UtcDateTime:HH:mm:ss} UTC.",
                late);
    }

    /// <summary>The orders that were settled, in words.</summary>
    public string SettledWords() => string.Join(", ", Orders.Settled.Select(s => s.Outcome == OrderOutcome.Met
        ? $"Order {Short(s.Order)} is met: {Say.Count(s.Order.Parts, "part")}"
        : $"Order {Short(s.Order)} was missed: its {Say.Count(s.Order.Parts, "part")} were not made by {Say.Time(s.Order.Due, Now)} UTC"));

    private static string Short(OpenOrder order) => order.Name[(order.Name.LastIndexOf('/') + 1)..];
}
