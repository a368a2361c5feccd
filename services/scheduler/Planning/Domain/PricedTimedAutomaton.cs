namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>
/// The priced timed automaton G = (X, Sigma, x0, delta, C, I, R, P, Xm) of one batch machine.
/// <list type="table">
/// <item><term>X</term><description>parts produced so far: x0 .. D + I_alloc (<see cref="Contains"/>)</description></item>
/// <item><term>Sigma</term><description>sigma_0 .. sigma_c (<see cref="Events"/>): a batch of b parts, sigma_0 idles</description></item>
/// <item><term>x0</term><description>parts at the start (<see cref="InitialState"/>)</description></item>
/// <item><term>delta</term><description>x + b, undefined outside X (<see cref="Next"/>); sigma_0 is a self-transition</description></item>
/// <item><term>C</term><description>a local and a global clock (<see cref="Clocks"/>)</description></item>
/// <item><term>I</term><description>clock constraints of the states: an event lasts its set-up and processing time by the local
/// clock (<see cref="Duration"/>); due dates and the end of the horizon by the global one (<see cref="Stays"/>)</description></item>
/// <item><term></term><description>no event overlaps a closure of the machine; until a closure's end it may stand, at no power (<see cref="Closures"/>)</description></item>
/// <item><term>R</term><description>every transition resets the local clock, none the global one (<see cref="Reset"/>)</description></item>
/// <item><term>P</term><description>the power that a transition draws, times the price (<see cref="Cost(BatchEvent, DateTimeOffset, PriceCurve)"/>)</description></item>
/// <item><term>Xm</term><description>marked states D .. D + I_alloc (<see cref="IsMarked"/>)</description></item>
/// </list>
/// delta, the clocks and the cost over whole strings: <see cref="EventString"/>. Forbidden successions: <see cref="SuccessionRule"/>.
/// </summary>
public sealed class PricedTimedAutomaton(BatchModel model, DueDates dueDates, int initialState, DateTimeOffset start, Closures? closures = null)
{
    /// <summary>The two clocks: time since the last transition, and the time of day, which is never reset.</summary>
    public readonly record struct Clocks(TimeSpan Local, DateTimeOffset Global);

    /// <summary>What the machine can do.</summary>
    public BatchModel Model { get; } = model;

    /// <summary>The state constraints on the global clock.</summary>
    public DueDates DueDates { get; } = dueDates;

    /// <summary>x0.</summary>
    public int InitialState { get; } = initialState;

    /// <summary>t0: the global clock at the start.</summary>
    public DateTimeOffset Start { get; } = start;

    /// <summary>When no event may be under way.</summary>
    public Closures Closures { get; } = closures ?? Closures.None;

    /// <summary>The last due time: no event of a string ends after it.</summary>
    public DateTimeOffset Horizon { get; } = dueDates.Last ?? start;

    /// <summary>D: parts demanded in all; x0 where nothing is due.</summary>
    public int Demand { get; } = dueDates.Ordered.Count == 0 ? initialState : dueDates.Total;

    /// <summary>Sigma.</summary>
    public IReadOnlyList<BatchEvent> Events => Model.Events;

    /// <summary>The largest state, D + I_alloc.</summary>
    public int LargestState => Demand + Model.InventoryAllowance;

    /// <summary>x is in X.</summary>
    public bool Contains(int x) => x >= InitialState && x <= LargestState;

    /// <summary>x is in Xm.</summary>
    public bool IsMarked(int x) => x >= Demand && x <= LargestState;

    /// <summary>delta(x, sigma); null where it is undefined.</summary>
    public int? Next(int x, BatchEvent sigma) => Contains(x + sigma.Parts) ? x + sigma.Parts : null;

    /// <summary>I, local clock: the transition is taken when the local clock reaches this.</summary>
    public static TimeSpan Duration(BatchEvent sigma) => sigma.Duration;

    /// <summary>I, global clock: whether the machine may hold x parts until just before this time.</summary>
    public bool Stays(int x, DateTimeOffset until) => until <= Horizon && (DueDates.EnoughUntil(x) is not { } due || until <= due);

    /// <summary>R: the clocks after the transition sigma that was entered with <paramref name="clocks"/>.</summary>
    public static Clocks Reset(Clocks clocks, BatchEvent sigma) => new(TimeSpan.Zero, clocks.Global + sigma.Duration);

    /// <summary>P(sigma) times the integral of price(t) dt over the transition: E_k, in the prices' currency. A set-up counts with its own power.</summary>
    /// <exception cref="PriceGapException">A part of the transition has no price.</exception>
    public static double Cost(BatchEvent sigma, DateTimeOffset start, PriceCurve prices) => Cost(sigma, start.UtcTicks, prices);

    /// <summary>The same for a start in UTC ticks.</summary>
    /// <exception cref="PriceGapException">A part of the transition has no price.</exception>
    public static double Cost(BatchEvent sigma, long start, PriceCurve prices)
    {
        var processing = start + sigma.SetUp.Ticks;
        return prices.CostOf(sigma.SetUpPowerMw, start, processing) + prices.CostOf(sigma.PowerMw, processing, processing + sigma.Processing.Ticks);
    }

    /// <summary>J(s) = E(s)/x(s) + w * max(0, x(s) - D). A string that ends with no part has made nothing to share its cost.</summary>
    public double Objective(double energyCost, int x) =>
        (x == 0 ? energyCost : energyCost / x) + InventoryCost(x);

    /// <summary>w * max(0, x - D).</summary>
    public double InventoryCost(int x) => Model.InventoryWeight * Math.Max(0, x - Demand);
}
