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
    private readonly LetterReplay _replay;
    private readonly LetterWatch _counts;
    private readonly LaneServices _services;
    private readonly BrokerWatch _watch;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private Task _watching = Task.CompletedTask;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<GroupMember, Task> _members = new();
    private readonly ConcurrentDictionary<(string Topic, string Group, int Partition), GroupLag> _places = new();
    private int _disposed;

    private KafkaEventBus(KafkaOptions options, TimeProvider time, ILogger logger, IMeterFactory? meters)
    {
        (_options, _time, _logger) = (options, time, logger);
        _state = new(logger);
        _metrics = new(meters, time, GetLags, GetLetterCounts);
        _producer = new(options, _state, logger);
        _letters = new(options, _producer, _state, time, logger);
        _replay = new(_letters, time);
        _admin = new AdminClientBuilder(ClientConfigs.Admin(options)).SetErrorHandler((_, error) => _state.Failed(error)).SetLogHandler((_, line) => _state.Log(line)).Build();
        _watch = new(_admin, _state, time, logger);
        _counts = new(_letters, () => _members.Keys.Select(m => (m.Subscription.Topic, m.Subscription.Group)), time, logger);
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
            bus._watching = Task.WhenAll(bus._watch.RunAsync(bus._stop.Token), bus._counts.RunAsync(bus._stop.Token));
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
    public async ValueTask<IReadOnlyList<DeadLetter>> ListAsync(LetterQuery query, CancellationToken cancellationToken)
    {
        Names.Check(query.Topic, "topic");
        Names.Check(query.Group, "group");
        return await _letters.ListAsync(query, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<DeadLetter?> FindAsync(string id, CancellationToken cancellationToken) => _letters.FindAsync(id, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<DeadLetter> ReplayAsync(string id, string actor, CancellationToken cancellationToken)
    {
        var letter = await _letters.FindAsync(id, cancellationToken) ?? throw new ReplayFailedException(id, ReplayFailure.Missing, "there is none with this id");
        var (member, lane) = await LaneOfAsync(letter, cancellationToken) ?? throw new ReplayFailedException(
            id, ReplayFailure.NotHere, $"partition {letter.Partition} of '{letter.Topic}' is not handled by group '{letter.Group}' in this process");
        return await lane.BetweenBatchesAsync(stop => _replay.ReplayAsync(member.Subscription, id, actor, stop), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<DeadLetter?> DiscardAsync(string id, string actor, string reason, CancellationToken cancellationToken) =>
        await _replay.DiscardAsync(id, actor, reason, cancellationToken);

    /// <summary>The letters of the groups that run in this process: another process' are the same where it is of the same group.</summary>
    public IReadOnlyList<LetterCount> GetLetterCounts() => _counts.Last;

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
        _letters.Dispose();
        await Task.Run(_producer.Dispose);
        _admin.Dispose();
        _metrics.Dispose();
        _stop.Dispose();
    }

    /// <summary>The lane of the letter's partition; waits a while for a member that is about to join its group.</summary>
    private async Task<(GroupMember Member, Lane Lane)?> LaneOfAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            var members = _members.Keys.Where(m => m.Subscription.Topic == letter.Topic && m.Subscription.Group == letter.Group).ToArray();
            foreach (var member in members)
                if (member.LaneOf(letter.Partition) is { } lane) return (member, lane);
            if (members.All(m => m.HasJoined) || _time.GetElapsedTime(began) > _options.RequestTimeout) return null;
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time, cancellationToken);
        }
    }

    /// <summary>Asks until a broker answers, or refuses for a reason that waiting does not mend.</summary>
    private void Connect(CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                _admin.GetMetadata(TimeSpan.FromSeconds(1));
                _state.Healed();
                return;
            }
            catch (KafkaException e) when (_time.GetElapsedTime(began) < _options.ConnectTimeout && _state.Refusal is null)
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
