using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Replanning;

/// <summary>What asks for a new plan. Several askings become one: none is lost, the newest state is planned on.</summary>
internal sealed class PendingPlan
{
    private const int MaxTold = 5;

    private readonly List<(V1.PlanTrigger Trigger, string What)> _askings;
    private readonly int _untold;

    /// <param name="trigger">What kind of thing happened.</param>
    /// <param name="since">When it happened.</param>
    /// <param name="what">What happened, in words; empty for prices, whose words follow from comparing them.</param>
    public PendingPlan(V1.PlanTrigger trigger, DateTimeOffset since, string what)
        : this([(trigger, what)], since, 0)
    {
    }

    private PendingPlan(List<(V1.PlanTrigger, string)> askings, DateTimeOffset since, int untold) => (_askings, Since, _untold) = (askings, since, untold);

    /// <summary>When the first of them happened.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>Whether prices are among them.</summary>
    public bool AboutPrices => _askings.Exists(a => a.Trigger == V1.PlanTrigger.PricesChanged);

    /// <summary>Whether nothing but prices is.</summary>
    public bool OnlyAboutPrices => _askings.TrueForAll(a => a.Trigger == V1.PlanTrigger.PricesChanged);

    /// <summary>Whether nothing but a restart is.</summary>
    public bool OnlyRestart => _askings.TrueForAll(a => a.Trigger == V1.PlanTrigger.Restart);

    /// <summary>Both in one.</summary>
    public PendingPlan Merge(PendingPlan newer)
    {
        var all = _askings.Concat(newer._askings).Distinct().ToList();
        return new PendingPlan([.. all.Take(MaxTold)], newer.Since < Since ? newer.Since : Since, _untold + newer._untold + Math.Max(0, all.Count - MaxTold));
    }

    /// <summary>The weightiest trigger. Prices count only where the plan's own changed, or nothing else asks.</summary>
    public V1.PlanTrigger Trigger(bool pricesMatter) =>
        _askings.Where(a => pricesMatter || OnlyAboutPrices || a.Trigger != V1.PlanTrigger.PricesChanged).MaxBy(a => Weight(a.Trigger)).Trigger;

    /// <summary>All but prices, in words.</summary>
    public string Words()
    {
        var told = string.Join("; ", _askings.Where(a => a.What.Length > 0).Select(a => a.What));
        return _untold == 0 ? told : $"{told}; and {_untold} more changes";
    }

    private static int Weight(V1.PlanTrigger trigger) => trigger switch
    {
        V1.PlanTrigger.RelaxationAccepted => 9,
        V1.PlanTrigger.BlockChanged => 8,
        V1.PlanTrigger.PricesChanged => 7,
        V1.PlanTrigger.InventoryChanged => 6,
        V1.PlanTrigger.OrderChanged => 5,
        V1.PlanTrigger.MachineChanged => 4,
        V1.PlanTrigger.MachineMeasured => 3,
        V1.PlanTrigger.Progress => 2,
        _ => 1,
    };
}
