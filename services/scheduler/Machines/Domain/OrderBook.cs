using FactoryTwin.Services.Scheduler.Planning.Domain;

namespace FactoryTwin.Services.Scheduler.Machines.Domain;

/// <summary>An order that waits for its parts.</summary>
public sealed record OpenOrder(string Name, int Parts, DateTimeOffset Due);

/// <summary>What became of an order.</summary>
public enum OrderOutcome
{
    /// <summary>Its parts were there in time.</summary>
    Met,

    /// <summary>Its due time passed before the parts were made.</summary>
    Missed,
}

/// <summary>What counted parts and the clock say of the open orders.</summary>
/// <param name="Settled">Orders that are open no longer.</param>
/// <param name="Open">Those that stay open, soonest due first.</param>
/// <param name="OnHand">Parts on hand for them: counted and not taken by an order that is met.</param>
public sealed record OrderJudgement(IReadOnlyList<(OpenOrder Order, OrderOutcome Outcome)> Settled, IReadOnlyList<OpenOrder> Open, int OnHand);

/// <summary>Gives counted parts to orders, soonest due first, and turns open orders into due dates.</summary>
public static class OrderBook
{
    /// <summary>Judges the open orders.</summary>
    /// <param name="orders">Open orders in any order.</param>
    /// <param name="onHand">Parts counted and not taken yet.</param>
    /// <param name="countedAt">When the last of them was made.</param>
    /// <param name="now">The clock.</param>
    /// <param name="grace">How long after its due time an order may still learn of parts that were made before it.</param>
    public static OrderJudgement Judge(IEnumerable<OpenOrder> orders, int onHand, DateTimeOffset countedAt, DateTimeOffset now, TimeSpan grace)
    {
        var settled = new List<(OpenOrder, OrderOutcome)>();
        var open = new List<OpenOrder>();
        var (left, free) = (onHand, onHand); // free: not promised to an order that is due sooner
        foreach (var order in orders.OrderBy(o => o.Due).ThenBy(o => o.Name, StringComparer.Ordinal))
        {
            if (free >= order.Parts && countedAt <= order.Due)
            {
                settled.Add((order, OrderOutcome.Met));
                left -= order.Parts;
                free -= order.Parts;
            }
            else if (now > order.Due + grace || (free >= order.Parts && countedAt > order.Due))
            {
                settled.Add((order, OrderOutcome.Missed));
            }
            else
            {
                open.Add(order);
                free -= order.Parts;
            }
        }
        return new OrderJudgement(settled, open, left);
    }

    /// <summary>Cumulative due dates: how many parts must have been made in all by each due time.</summary>
    public static IReadOnlyList<DueDate> DueDates(IEnumerable<OpenOrder> open)
    {
        var due = new List<DueDate>();
        var total = 0;
        foreach (var group in open.GroupBy(o => o.Due).OrderBy(g => g.Key))
        {
            total += group.Sum(o => o.Parts);
            due.Add(new DueDate(total, group.Key));
        }
        return due;
    }
}
