using FactoryTwin.Hosting;
using FactoryTwin.Services.Scheduler.Blocks;
using FactoryTwin.Services.Scheduler.Machines;
using FactoryTwin.Services.Scheduler.Measuring;
using FactoryTwin.Services.Scheduler.Planning;
using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Replanning.Domain;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Replanning;

/// <summary>
/// Keeps one machine's plan up to date: one loop, one decision at a time, from the newest state. It wakes when it is told
/// something, when an order falls due, and when the machine should have done what the plan says.
/// </summary>
public sealed class MachinePlanner
{
    private const int RestartTries = 20;
    private const int RecentPlans = 8;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);
    private static readonly TimeSpan AskPricesAgain = TimeSpan.FromSeconds(15);

    private readonly string _machine;
    private readonly PlannerParts _parts;
    private readonly PlannerInbox _inbox;
    private readonly MachineWatch _watch;
    private readonly DepartureLimit _departures;
    private PlanTrack? _track;
    private PriceCurve? _prices;
    private DateTimeOffset? _askPricesAt;
    private DateTimeOffset? _offersUntil;
    private readonly List<V1.Plan> _plans = []; // lately in force, newest first
    private (double Time, double Power) _measured = (1, 1);
    private int _restartTries;
    private bool _loaded;

    internal MachinePlanner(string machine, PlannerParts parts)
    {
        (_machine, _parts) = (machine, parts);
        _inbox = new PlannerInbox(parts.Time);
        _watch = new MachineWatch(parts.Watch, _inbox);
        _departures = new DepartureLimit(parts.Options.Value.Tolerance);
    }

    /// <summary>The series that the machine's energy is bought at; null before it is known.</summary>
    internal string? PriceSeries { get; private set; }

    private SchedulerOptions Options => _parts.Options.Value;

    /// <summary>Asks for a new plan.</summary>
    internal void Signal(PendingPlan asking) => _inbox.Ask(asking);

    /// <summary>Runs until cancelled. A failure is logged and tried again; nothing that was asked for is lost.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        var retry = FirstRetry;
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                PendingPlan? pending = null;
                try
                {
                    if (!_loaded) await LoadAsync(cancellationToken);
                    (pending, var progress, var grown) = _inbox.Open();
                    var until = await StepAsync(pending, progress, grown, cancellationToken);
                    retry = FirstRetry;
                    await _inbox.WaitAsync(until, cancellationToken);
                }
                catch (Exception fault) when (fault is not (OperationCanceledException or RpcException) || !cancellationToken.IsCancellationRequested)
                {
                    if (pending is not null) _inbox.PutBack(pending);
                    _parts.Metrics.Failed();
                    PlannerLog.Failed(_parts.Logger, fault, _machine, retry);
                    await Task.Delay(retry, _parts.Time, cancellationToken);
                    retry = retry * 2 < LongestRetry ? retry * 2 : LongestRetry;
                }
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or RpcException && cancellationToken.IsCancellationRequested)
        {
            // The service stops; what it asked others is cut short.
        }
        finally
        {
            await _watch.DisposeAsync();
        }
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var state = (await _parts.Store.GetAsync(SchedulerStores.States, SchedulerStores.StateOf(_machine), cancellationToken))?.Value;
        if (state is not null)
        {
            _inbox.Begin(PlanWriter.ProgressOf(state));
            if (await _parts.Plans.InForceAsync(_machine, cancellationToken) is { } plan)
            {
                _track = plan.ToTrack(PlanWriter.BatchOf(state));
                _plans.Add(plan);
                _prices = PriceCurve.Create(plan.Prices.Select(PlanConversions.ToDomain));
                if (plan.Negotiation is not null) _offersUntil = plan.CreateTime.ToDateTimeOffset() + Options.DecisionTime;
            }
        }
        _loaded = true;
    }

    /// <summary>One decision; returns when to look again even if nothing is heard.</summary>
    private async Task<DateTimeOffset> StepAsync(PendingPlan? pending, MachineProgress progress, bool grown, CancellationToken cancellationToken)
    {
        var now = _parts.Time.GetUtcNow();
        var machine = (await _parts.Store.GetAsync(SchedulerStores.Machines, _machine, cancellationToken))?.Value;
        if (machine is null) return now + LongestSleep;
        PriceSeries = machine.PriceSeries;
        await _watch.FollowAsync(machine);
        if (grown) _departures.Moved();

        var observed = machine.PartsProducedPoint.Length > 0;
        var open = await OrderStore.OpenAsync(_parts.Store, _machine, cancellationToken);
        var nominal = ModelCheck.Check(machine.Model, "model", new Faults()) ?? throw new InvalidOperationException($"The stored model of {_machine} is not valid.");
        var state = (await _parts.Store.GetAsync(SchedulerStores.States, SchedulerStores.StateOf(_machine), cancellationToken))?.Value;
        var taken = ((int)(state?.TakenParts ?? 0), (int)(state is { HasPlanTakenParts: true } ? state.PlanTakenParts : state?.TakenParts ?? 0));
        var blocks = await BlockStore.CurrentAsync(_parts.Store, _machine, now, cancellationToken);
        var estimates = await MeasureAsync(machine, state, blocks, cancellationToken);
        var (measured, model) = ((Time: estimates.Time.PlannedAt(now), Power: estimates.Power.PlannedAt(now)), estimates.Apply(nominal, now));
        var situation = Situation.Of(now, model, progress, observed, _track, taken, open, Options.DueGrace, blocks);
        var asking = pending ?? FromState(situation) ?? FromMeasurements(situation, measured);
        // A machine with nothing to make has nothing to move: prices alone make no plan.
        if (asking is { OnlyAboutPrices: true } && situation.Orders.Open.Count == 0 && _track?.Events.Count == 0) asking = null;
        var (prices, trouble) = await PricesAsync(machine.PriceSeries, situation, asking is not null, cancellationToken);
        asking ??= FromPrices(situation, prices);
        if (asking is { OnlyRestart: true } && trouble.Length > 0 && _restartTries++ < RestartTries)
        {
            // Services start in any order: one that is on its way is waited for rather than planned without.
            _inbox.PutBack(asking);
            return now + FirstRetry;
        }
        if (asking is not null && prices is not null)
        {
            await PlanAsync(asking, situation, prices, trouble, machine, cancellationToken);
            _measured = measured;
        }
        else if (grown)
            await _parts.Writer.StoreAsync(_machine, situation.Progress, cancellationToken);
        return NextLook(situation, observed);
    }

    /// <summary>What the state itself asks for: an order that was settled, or a machine that does not keep to the plan.</summary>
    private PendingPlan? FromState(Situation situation)
    {
        if (situation.Orders.Settled.Count > 0) return new PendingPlan(V1.PlanTrigger.Progress, situation.Now, situation.SettledWords());
        if (situation.Now >= _offersUntil) return new PendingPlan(V1.PlanTrigger.Progress, situation.Now, "No relaxation was accepted in time");
        if (situation.Now < _departures.NotBefore) return null;
        if (_track?.Departure(situation.Now, situation.Orders.OnHand, situation.Running, Options.Tolerance) is not { } departure) return null;
        _departures.Used(situation.Now);
        return new PendingPlan(V1.PlanTrigger.Progress, situation.Now, char.ToUpperInvariant(departure[0]) + departure[1..]);
    }

    /// <summary>Batches that have ended are recorded, and the estimates learn from them.</summary>
    private async Task<Estimates> MeasureAsync(V1.Machine machine, V1.StoredMachineState? state, IReadOnlyList<V1.Block> blocks, CancellationToken cancellationToken)
    {
        var ended = _inbox.Ended();
        if (ended.Count == 0) return Estimates.Of(state, machine.Model);
        try
        {
            return await _parts.Batches.StoreAsync(machine, ended, blocks.ToClosures(), _plans, _parts.Prices.Known(machine.PriceSeries).Curve, cancellationToken);
        }
        catch
        {
            _inbox.PutBack(ended);
            throw;
        }
    }

    /// <summary>The machine takes or draws other than was planned with: a change point, or a drift of two percent.</summary>
    private PendingPlan? FromMeasurements(Situation situation, (double Time, double Power) now)
    {
        if (situation.Orders.Open.Count == 0 || (Same(now.Time, _measured.Time) && Same(now.Power, _measured.Power))) return null;
        return new PendingPlan(V1.PlanTrigger.MachineMeasured, situation.Now, $"Batches take {now.Time:P0} of their nominal time and {now.Power:P0} of their nominal power by measurement");

        static bool Same(double a, double b) => Math.Abs((a / b) - 1) < 0.02;
    }

    /// <summary>Prices that a plan lacked are there now.</summary>
    private PendingPlan? FromPrices(Situation situation, KnownPrices? prices)
    {
        if (_askPricesAt is null || prices is null || prices.Curve.FirstGap(situation.Start, Horizon(situation)) is not null) return null;
        return new PendingPlan(V1.PlanTrigger.PricesChanged, situation.Now, "");
    }

    private async Task<(KnownPrices? Prices, string Trouble)> PricesAsync(string series, Situation situation, bool planning, CancellationToken cancellationToken)
    {
        if (!planning && !(_askPricesAt <= situation.Now)) return (null, "");
        if (situation.Orders.Open.Count == 0) return (_parts.Prices.Known(series), "");
        return await _parts.Prices.GetAsync(series, situation.Start, Horizon(situation), cancellationToken);
    }

    private async Task PlanAsync(
        PendingPlan asking, Situation situation, KnownPrices prices, string trouble, V1.Machine machine, CancellationToken cancellationToken)
    {
        (PlanTrack, PriceCurve)? before = _track is not null && _prices is not null ? (_track, _prices) : null;
        var draft = PlanDraft.Make(situation, prices, trouble, asking, before, machine.Decider.ToDomain(), Options.Window, NegotiationCheck.Of(machine), situation.Now + Options.DecisionTime, cancellationToken);
        var (plan, _) = await _parts.Writer.StoreAsync(_machine, draft, situation, asking.Since, cancellationToken);
        _track = plan.ToTrack(situation.Running);
        _plans.Insert(0, plan);
        if (_plans.Count > RecentPlans) _plans.RemoveAt(RecentPlans);
        _prices = prices.Curve;
        _offersUntil = plan.Negotiation is null ? null : situation.Now + Options.DecisionTime;
        _restartTries = 0;
        _askPricesAt = prices.Curve.FirstGap(situation.Start, Horizon(situation)) is null ? null : situation.Now + AskPricesAgain;
        PlannerLog.Planned(_parts.Logger, _machine, plan.Revision, plan.Trigger, plan.Reason, plan.ReactionMilliseconds);
    }

    private DateTimeOffset NextLook(Situation situation, bool observed)
    {
        var now = situation.Now;
        var next = now + LongestSleep;
        foreach (var order in situation.Orders.Open) Sooner(order.Due + Options.DueGrace + TimeSpan.FromMilliseconds(1));
        Sooner(_askPricesAt);
        Sooner(_offersUntil);
        if (!observed) Sooner(_track?.NextCheck(now, TimeSpan.Zero));
        else if (_track?.NextCheck(now, Options.Tolerance + TimeSpan.FromMilliseconds(1)) is { } check) Sooner(check > _departures.NotBefore ? check : _departures.NotBefore);
        return next;

        void Sooner(DateTimeOffset? time)
        {
            if (time is { } at && at < next) next = at;
        }
    }

    private static DateTimeOffset Horizon(Situation situation) =>
        situation.Orders.Open.Count == 0 || situation.Orders.Open[^1].Due < situation.Start ? situation.Start : situation.Orders.Open[^1].Due;
}

/// <summary>Log of the planners; event ids 4120 to 4129.</summary>
internal static partial class PlannerLog
{
    [LoggerMessage(4120, LogLevel.Information, "{Machine} has plan {Revision} ({Trigger}): {Reason} Took {Milliseconds} ms.")]
    public static partial void Planned(ILogger logger, string machine, long revision, V1.PlanTrigger trigger, string reason, double milliseconds);

    [LoggerMessage(4121, LogLevel.Error, "Planning {Machine} failed; next attempt in {Retry}.")]
    public static partial void Failed(ILogger logger, Exception fault, string machine, TimeSpan retry);
}
