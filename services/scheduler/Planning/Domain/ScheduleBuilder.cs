namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>A string that grows event by event, with its clocks, state and cost.</summary>
internal sealed class ScheduleBuilder(PlanningInstance instance)
{
    private readonly List<ScheduledEvent> _events = [];
    private PricedTimedAutomaton.Clocks _clocks = new(TimeSpan.Zero, instance.Automaton.Start);
    private double _energyMwh;

    /// <summary>The global clock.</summary>
    public DateTimeOffset Time => _clocks.Global;

    /// <summary>x.</summary>
    public int Parts { get; private set; } = instance.Automaton.InitialState;

    /// <summary>E of the string so far.</summary>
    public double Cost { get; private set; }

    /// <summary>The class of what may follow.</summary>
    public int Class { get; private set; } = instance.Automaton.Model.Successions.ClassAfter(instance.PreviousEvent);

    public int Count => _events.Count;

    public void Add(BatchEvent sigma)
    {
        var start = _clocks.Global;
        var cost = PricedTimedAutomaton.Cost(sigma, start, instance.Prices);
        _clocks = PricedTimedAutomaton.Reset(_clocks, sigma);
        Parts += sigma.Parts;
        Cost += cost;
        _energyMwh += sigma.EnergyMwh;
        Class = instance.Automaton.Model.Successions.ClassAfter(sigma.Letter);
        _events.Add(new ScheduledEvent(sigma, start, _clocks.Global, cost, Parts));
    }

    /// <summary>Takes an event, or stands where there is none.</summary>
    public void Take(BatchEvent? sigma)
    {
        if (sigma is null) Stand();
        else Add(sigma);
    }

    /// <summary>Stands until the end of the closure that comes next.</summary>
    public void Stand()
    {
        var until = instance.Automaton.Closures.StandsUntil(_clocks.Global.UtcTicks) ?? throw new InvalidOperationException("There is no closure to stand until the end of.");
        (_clocks, Class) = (new(TimeSpan.Zero, new DateTimeOffset(until, TimeSpan.Zero)), instance.Automaton.Model.Successions.ClassAfterStand(Class));
    }

    public Schedule Build(long nodes = 0, int window = 0) => new()
    {
        IsFeasible = true,
        Events = _events,
        EnergyCost = Cost,
        EnergyMwh = _energyMwh,
        InventoryCost = instance.Automaton.InventoryCost(Parts),
        Objective = instance.Automaton.Objective(Cost, Parts),
        Parts = Parts,
        NodesExplored = nodes,
        Window = window,
    };
}
