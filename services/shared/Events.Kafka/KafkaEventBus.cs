using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Confluent.Kafka;
using FactoryTwin.Events.Common;
using FactoryTwin.Events.Kafka.Consuming;
using FactoryTwin.Events.Kafka.Native;
using FactoryTwin.Events.Kafka.Producing;
using FactoryTwin.Events.Kafka.Records;
using FactoryTwin.Events.Kafka.Topics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FactoryTwin.Events.Kafka;

/// <summary>
/// The event bus over Kafka's protocol: an idempotent producer, and for each subscription a member of a group that commits after its
/// handler. What it promises is what the embedded log promises; see docs/events.md.
/// </summary>
public sealed class KafkaEventBus : IEventPublisher, IEventSubscriber, IDeadLetters, IGroupLags, IAsyncDisposable
{
    private readonly KafkaOptions _options;
    private readonly ClientState _state;
    private readonly EventMetrics _metrics;
    private readonly IAdminClient _admin;
    private readonly EventProducer _producer;
    private readonly LetterTopics _letters;
    private readonly LaneServices _services;
    private readonly BrokerWatch _watch;
    private readonly ILogger _logger;
    private Task _watching = Task.CompletedTask;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<GroupMember, Task> _members = new();
    private readonly ConcurrentDictionary<(string Topic, string Group, int Partition), GroupLag> _places = new();
    private int _disposed;

    private KafkaEventBus(KafkaOptions options, TimeProvider time, ILogger logger, IMeterFactory? meters)
    {
        (_options, _logger) = (options, logger);
        _state = new(logger);
        _metrics = new(meters, () => GetLags().GroupBy(l => (l.Topic, l.Group)).Select(g =>
            new Measurement<long>(g.Sum(l => l.Lag), new("topic", g.Key.Topic), new KeyValuePair<string, object?>("group", g.Key.Group))));
        _producer = new(options, _state, logger);
        _letters = new(options, _producer, _state, logger);
        _admin = new AdminClientBuilder(ClientConfigs.Admin(options)).SetErrorHandler((_, error) => _state.Failed(error)).SetLogHandler((_, line) => _state.Log(line)).Build();
        _watch = new(_admin, _state, time, logger);
        _services = new(_letters, _metrics, time, logger);
        _metrics.Watch("factorytwin.events.queued", "Events that wait for the brokers.", () => _producer.Queued);
        _metrics.Watch("factorytwin.events.buffered", "Events that were fetched and wait for a handler.", () => _members.Keys.Sum(m => m.Lanes.Sum(l => (long)l.Buffer.Count)));
    }

    /// <summary>The native library that is in use, with its version and path.</summary>
    public string Library { get; private init; } = "";

    /// <summary>Whether the brokers can be reached, as last heard: at most a few seconds old.</summary>
    public BrokerHealth Health => _watch.Last;

    /// <summary>Connects to the cluster.</summary>
    /// <exception cref="ArgumentException">An option cannot be used; every fault is told.</exception>
    /// <exception cref="KafkaLibraryException">librdkafka is missing or too old.</exception>
    /// <exception cref="KafkaUnavailableException">No broker answered in time, or they refused; says why.</exception>
    public static async Task<KafkaEventBus> OpenAsync(
        KafkaOptions options, TimeProvider time, ILogger? logger = null, IMeterFactory? meters = null, CancellationToken cancellationToken = default)
    {
        var faults = options.Faults().Select(f => $"{f.Option} {f.Description}").ToList();
        if (faults.Count > 0) throw new ArgumentException("Kafka cannot be used: " + string.Join("; ", faults) + ".", nameof(options));
        var library = KafkaLibrary.Load(options.Library);
        var bus = new KafkaEventBus(options, time, logger ?? NullLogger.Instance, meters) { Library = library };
        try
        {
            await Task.Run(() => bus.Connect(cancellationToken), cancellationToken);
            bus._watching = bus._watch.RunAsync(bus._stop.Token);
            return bus;
        }
        catch
        {
            await bus.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sees to it that topics are there and may be used, those with the groups' dead letters too.</summary>
    /// <exception cref="TopicRefusedException">Some cannot be used; every fault is told.</exception>
    /// <exception cref="KafkaUnavailableException">No broker answered.</exception>
    public Task EnsureTopicsAsync(IReadOnlyList<TopicUse> uses, CancellationToken cancellationToken) =>
        uses.Count == 0 ? Task.CompletedTask : new TopicKeeper(_options, _admin, _logger).EnsureAsync(uses, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask PublishAsync(string topic, IReadOnlyList<CloudEvent> events, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        Names.Check(topic, "topic");
        foreach (var e in events)
            if (CloudEventRecord.MaxSize(e) is var size && size > _options.MaxEventBytes)
                throw new ArgumentException($"Event '{e.Id}' may take {size} bytes; at most {_options.MaxEventBytes} are allowed.", nameof(events));
        if (events.Count == 0) return;
        _watch.Uses(_options.Prefix + topic);
        await _producer.PublishAsync(_options.Prefix + topic, events, cancellationToken);
        _metrics.Published(topic, events.Count);
    }

    /// <inheritdoc/>
    public async Task RunAsync(Subscription subscription, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        Names.Check(subscription.Topic, "topic");
        Names.Check(subscription.Group, "group");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        var member = new GroupMember(subscription, _options, _state, _services);
        var run = member.RunAsync(stop.Token);
        _members[member] = run;
        try
        {
            await run;
        }
        finally
        {
            _members.TryRemove(member, out _);
            foreach (var lag in member.LastPlaces) _places[(lag.Topic, lag.Group, lag.Partition)] = lag;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DeadLetter>> ListAsync(string topic, string group, int limit, CancellationToken cancellationToken)
    {
        Names.Check(topic, "topic");
        Names.Check(group, "group");
        return [.. (await _letters.ListAsync(topic, group, limit, cancellationToken)).Select(kept => kept.Letter)];
    }

    /// <summary>
    /// Hands the dead letter to its group between two batches. The member of the group that has the letter's partition must be in this
    /// process: only it knows the group's place there.
    /// </summary>
    /// <exception cref="ReplayFailedException">It is gone, its partition is not handled here, or the handler failed again; then it stays.</exception>
    public async ValueTask ReplayAsync(string id, CancellationToken cancellationToken)
    {
        var kept = DeadLetterId.Parse(id) is var (topic, group) ? await _letters.FindAsync(topic, group, id, cancellationToken) : null;
        if (kept is null) throw new ReplayFailedException(id, "there is none with this id");
        var letter = kept.Letter;
        if (!kept.IsEvent) throw new ReplayFailedException(id, $"the record is no event: {letter.Reason}");
        var lane = await LaneOfAsync(letter, cancellationToken)
            ?? throw new ReplayFailedException(id, $"partition {letter.Partition} of '{letter.Topic}' is not handled by group '{letter.Group}' in this process");
        try
        {
            await lane.ReplayAsync(letter, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            await _letters.SaveAsync(letter with { Attempts = letter.Attempts + 1, Reason = $"{e.GetType().Name}: {e.Message}" }, kept.Original, cancellationToken);
            throw new ReplayFailedException(id, "its group failed on it again", e);
        }
        await _letters.RemoveAsync(letter, cancellationToken);
    }

    /// <summary>The groups that ran in this process, as last heard: another process' places are the brokers' to tell.</summary>
    public IReadOnlyList<GroupLag> GetLags()
    {
        var lags = _places.ToDictionary();
        foreach (var member in _members.Keys)
            foreach (var lag in member.Places) lags[(lag.Topic, lag.Group, lag.Partition)] = lag;
        return [.. lags.Values];
    }

    /// <summary>Stops the deliveries, waits for the running handlers and for what is being published, and leaves the cluster.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _stop.CancelAsync();
        await Task.WhenAll(_members.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _watching;
        await Task.Run(_producer.Dispose);
        _admin.Dispose();
        _metrics.Dispose();
        _stop.Dispose();
    }

    /// <summary>The lane of the letter's partition; waits a while for a member that is about to join its group.</summary>
    private async Task<Lane?> LaneOfAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var deadline = Environment.TickCount64 + (long)_options.RequestTimeout.TotalMilliseconds;
        while (true)
        {
            var members = _members.Keys.Where(m => m.Subscription.Topic == letter.Topic && m.Subscription.Group == letter.Group).ToArray();
            if (members.Select(m => m.LaneOf(letter.Partition)).FirstOrDefault(l => l is not null) is { } lane) return lane;
            if (members.All(m => m.HasJoined) || Environment.TickCount64 > deadline) return null;
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }
    }

    /// <summary>Asks until a broker answers, or refuses for a reason that waiting does not mend.</summary>
    private void Connect(CancellationToken cancellationToken)
    {
        var deadline = Environment.TickCount64 + (long)_options.ConnectTimeout.TotalMilliseconds;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                _admin.GetMetadata(TimeSpan.FromSeconds(1));
                _state.Healed();
                return;
            }
            catch (KafkaException e) when (Environment.TickCount64 < deadline && _state.Refusal is null)
            {
                if (!e.Error.IsLocalError) throw new KafkaUnavailableException(_options, e.Error.Reason, e);
            }
            catch (KafkaException e)
            {
                throw new KafkaUnavailableException(_options, _state.LastTrouble is { Length: > 0 } trouble ? trouble : e.Error.Reason, e);
            }
        }
    }
}
