using FactoryTwin.Services.VirtualPlant.Forwarding;
using FactoryTwin.Services.VirtualPlant.PlanFollowing.Domain;
using FactoryTwin.Services.VirtualPlant.Simulation.Domain;
using FactoryTwin.Services.VirtualPlant.Storage;
using FactoryTwin.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Services.VirtualPlant.Simulation;

/// <summary>
/// The one owner of the running simulation: lets time pass, starts planned batches, and stores each interval's readings together
/// with the state behind them in one transaction. Everything that touches the simulation goes through its gate.
/// </summary>
public sealed partial class SimulationRunner : IDisposable
{
    /// <summary>Clock time that is made up for at most after a pause of the process, beside the interval itself.</summary>
    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly IStore store;
    private readonly ForwardQueue queue;
    private readonly ForwardCounters counters;
    private readonly VirtualPlantMetrics metrics;
    private readonly VirtualPlantOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<SimulationRunner> logger;
    private readonly PlanFollower follower = new();
    private readonly FaultBoard faults = new();
    private PlantSimulation simulation;
    private long sequence;
    private DateTimeOffset lastEventTime;
    private DateTimeOffset? batchStart;
    private long lastTick;
    private long lastTickEnd;

    public SimulationRunner(
        IStore store, ForwardQueue queue, ForwardCounters counters, VirtualPlantMetrics metrics, IOptions<VirtualPlantOptions> options,
        TimeProvider time, ILogger<SimulationRunner> logger)
    {
        (this.store, this.queue, this.counters, this.metrics, this.time, this.logger) = (store, queue, counters, metrics, time, logger);
        this.options = options.Value;
        simulation = new PlantSimulation(this.options.Seed, BatchRecipe.ForCapacity(this.options.FurnaceCapacity));
        metrics.Observe(() => queue.Buffer.WaitingReadings, () => simulation.MassBalance.ImbalancePercent, () => simulation.EnergyBalance.ImbalancePercent);
    }

    /// <summary>Since the last completed tick; null before the first.</summary>
    public TimeSpan? TickAge => Interlocked.Read(ref lastTickEnd) is not 0 and var end ? time.GetElapsedTime(end) : null;

    /// <summary>Takes up where the last run stopped: state, counters, waiting batches and the plan. Call once, before the first tick.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // A store that was emptied must not repeat numbers that ingestion has seen: the clock is ahead of any of them.
        sequence = now.ToUnixTimeMilliseconds();
        lastTick = time.GetTimestamp();
        if (await store.GetAsync(VirtualPlantStores.Snapshots, VirtualPlantStores.SnapshotName, cancellationToken) is { Value: var snapshot })
            Restore(snapshot);
        var token = "";
        do
        {
            var page = await store.ListAsync(VirtualPlantStores.Batches, new ListQuery(1000, token), cancellationToken);
            foreach (var batch in page.Documents) Enqueue(batch.Value);
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        if (await store.GetAsync(VirtualPlantStores.Plans, "machines/" + options.Machine, cancellationToken) is { Value: var plan })
            follower.Follow(PlanFollowing.PlanConversions.ToPlan(plan.Plan));
        LogLoaded(simulation.Steps, queue.Buffer.WaitingReadings, follower.Revision);
    }

    /// <summary>Simulates the clock time that passed since the last tick, reads every tag and stores both; the batch then waits to be sent.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            long started = time.GetTimestamp();
            var now = time.GetUtcNow();
            var passed = time.GetElapsedTime(lastTick, started);
            lastTick = started;
            var most = options.Interval + CatchUp;
            Advance(passed < most ? passed : most, now);
            await StoreBatchAsync(now, cancellationToken);
            Interlocked.Exchange(ref lastTickEnd, time.GetTimestamp());
            metrics.RecordTick(time.GetElapsedTime(started));
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Follows a plan from now on.</summary>
    public Task FollowAsync(MachinePlan plan, CancellationToken cancellationToken) =>
        WithinAsync(() => { follower.Follow(plan); return Task.FromResult(true); }, cancellationToken);

    /// <summary>Sets a fault; answers after it is durable.</summary>
    public Task<StoredFault> SetFaultAsync(string id, Func<StoredFault, (bool Active, double Severity)> change, CancellationToken cancellationToken) =>
        WithinAsync(
            async () =>
            {
                var (active, severity) = change(faults.All.Single(f => f.Id == id));
                var fault = faults.Set(id, active, severity, time.GetUtcNow(), simulation.Faults);
                var snapshot = Snapshot(sequence);
                await store.WriteAsync(transaction => transaction.Put(VirtualPlantStores.Snapshots, snapshot), cancellationToken);
                LogFault(id, active, severity);
                return fault;
            },
            cancellationToken);

    /// <summary>A consistent look at the simulation.</summary>
    public Task<T> ReadAsync<T>(Func<RunnerView, T> read, CancellationToken cancellationToken) =>
        WithinAsync(() => Task.FromResult(read(new RunnerView(simulation, faults.All, follower.Revision, batchStart))), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    private async Task<T> WithinAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            gate.Release();
        }
    }

    private void Advance(TimeSpan passed, DateTimeOffset now) =>
        simulation.Advance(passed * options.Speed, left => StartDueBatch(now - left / options.Speed));

    private void StartDueBatch(DateTimeOffset clock)
    {
        var furnace = simulation.Plant.Furnace;
        if (furnace.BatchParts != 0 || follower.Due(clock) is not { } batch) return;
        follower.Started(batch);
        if (batch.Parts > furnace.Capacity)
        {
            LogTooLarge(batch.Parts, follower.Revision, furnace.Capacity);
            return;
        }

        simulation.TryStartBatch(batch.Parts);
        batchStart = clock;
        metrics.CountBatch(batch.Parts);
    }

    private async Task StoreBatchAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var eventTime = ReadingBatch.EventTime(now, lastEventTime);
        var request = ReadingBatch.Of("sources/" + options.Source, sequence + 1, eventTime, simulation.Read());
        var done = queue.Buffer.Done;
        lastEventTime = eventTime;
        var snapshot = Snapshot(sequence + 1);
        await store.WriteAsync(
            transaction =>
            {
                transaction.Put(VirtualPlantStores.Snapshots, snapshot);
                transaction.Put(VirtualPlantStores.Batches, request);
                foreach (long finished in done) transaction.Delete(VirtualPlantStores.Batches, VirtualPlantStores.BatchName(finished));
                return true;
            },
            cancellationToken);
        sequence++;
        queue.Buffer.Forget(done);
        Enqueue(request);
    }

    private void Enqueue(Ingestion.V1.PushReadingsRequest request)
    {
        long dropped = queue.Add(request).Sum(b => (long)b.Readings);
        if (dropped == 0) return;
        counters.Drop(dropped);
        metrics.CountReadings("dropped", dropped);
    }

    private Snapshot Snapshot(long snapshotSequence) =>
        SnapshotCodec.Write(options, snapshotSequence, lastEventTime, simulation, counters, faults, follower.LastStart, batchStart);

    private void Restore(Snapshot snapshot)
    {
        sequence = snapshot.Sequence;
        lastEventTime = snapshot.LastEventTime.ToDateTimeOffset();
        counters.Restore(snapshot.Acknowledged, snapshot.Dropped, snapshot.Refused, snapshot.LastAcknowledgeTime?.ToDateTimeOffset());
        follower.LastStart = snapshot.LastBatchStart?.ToDateTimeOffset();
        if (snapshot.Seed != options.Seed || snapshot.Capacity != options.FurnaceCapacity)
        {
            LogOtherPlant();
            return;
        }

        simulation = new PlantSimulation(options.Seed, BatchRecipe.ForCapacity(options.FurnaceCapacity));
        simulation.Restore(snapshot.State);
        faults.Restore(snapshot.Faults);
        batchStart = snapshot.BatchStartTime?.ToDateTimeOffset();
    }

    [LoggerMessage(7001, LogLevel.Information, "The simulation goes on at {Steps} simulated seconds; {Waiting} readings wait; plan {Plan}")]
    private partial void LogLoaded(long steps, long waiting, long plan);

    [LoggerMessage(7002, LogLevel.Information, "Fault {Fault}: active {Active}, severity {Severity}")]
    private partial void LogFault(string fault, bool active, double severity);

    [LoggerMessage(7003, LogLevel.Warning, "A batch of {Parts} parts in plan {Plan} does not fit the furnace, which takes {Capacity}; it is left out")]
    private partial void LogTooLarge(int parts, long plan, int capacity);

    [LoggerMessage(7004, LogLevel.Information, "Seed or furnace differ from the stored plant's: the simulation starts anew")]
    private partial void LogOtherPlant();
}
