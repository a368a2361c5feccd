using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Confluent.Kafka;
using FactoryTwin.Events.Kafka.Native;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Events.Kafka.Consuming;

/// <summary>
/// One member of a group: a thread that fetches and never waits for a handler, and a lane for each partition that it was given. A
/// partition whose lane is full is paused; places are committed after the handlers.
/// </summary>
internal sealed partial class GroupMember(Subscription subscription, KafkaOptions options, ClientState state, LaneServices services)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PollWhilePaused = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// For a full lane to become low, before its partition is paused: a client that pauses throws away what it has fetched ahead, and fetches it
    /// again. A quick handler makes room in this time; for a slow one it is lost once for each pause.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);
    private readonly ConcurrentDictionary<int, Lane> _lanes = new();
    private readonly ILogger _logger = services.Logger;
    private readonly string _topic = options.Prefix + subscription.Topic;
    private CancellationToken _stopping;
    private Exception? _failure;
    private bool _lost;
    private Task _commit = Task.CompletedTask;
    private long _committed;

    private string GroupId => $"{options.Prefix}{subscription.Group}.{subscription.Topic}";

    public Subscription Subscription => subscription;

    /// <summary>The partitions that are its own now.</summary>
    public IEnumerable<Lane> Lanes => _lanes.Values;

    /// <summary>True once the group has said which partitions are its own.</summary>
    public bool HasJoined { get; private set; }

    /// <summary>Where it stands in each of them.</summary>
    public IEnumerable<GroupLag> Places => _lanes.Values.Select(lane => PlaceOf(lane, running: true));

    /// <summary>Where it stood when it ended.</summary>
    public IReadOnlyList<GroupLag> LastPlaces { get; private set; } = [];

    public Lane? LaneOf(int partition) => _lanes.GetValueOrDefault(partition);

    /// <summary>Fetches until told to stop; returns after the handlers ended and their places are committed.</summary>
    public Task RunAsync(CancellationToken stop)
    {
        _stopping = stop;
        return Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Run()
    {
        while (!_stopping.IsCancellationRequested)
        {
            _lost = false;
            using var consumer = Open();
            try
            {
                using var source = new RecordSource(consumer);
                consumer.Subscribe(_topic);
                while (!_stopping.IsCancellationRequested && !_lost) Turn(consumer, source);
            }
            finally
            {
                Leave(consumer);
            }
        }
    }

    private IConsumer<byte[], byte[]> Open() =>
        new ConsumerBuilder<byte[], byte[]>(ClientConfigs.Consumer(options, GroupId,
                subscription.Offsets is null ? AutoOffsetReset.Earliest : AutoOffsetReset.Error))
            .SetPartitionsAssignedHandler(Assigned)
            .SetPartitionsRevokedHandler((consumer, places) => Give(consumer, places, commit: true))
            .SetPartitionsLostHandler((consumer, places) => Give(consumer, places, commit: false))
            .SetErrorHandler((_, error) => state.Failed(error))
            .SetLogHandler((_, line) => state.Log(line))
            .Build();

    /// <summary>What has been fetched, and what is due after it.</summary>
    private void Turn(IConsumer<byte[], byte[]> consumer, RecordSource source)
    {
        var wait = _lanes.Any(l => l.Value.Paused) ? PollWhilePaused : Poll;
        source.Fetch(wait, Take, Hear);
        if (_failure is { } failure) ExceptionDispatchInfo.Throw(failure);
        foreach (var (_, lane) in _lanes) lane.Buffer.Wake();
        var patience = Patience;
        foreach (var (_, lane) in _lanes)
        {
            if (lane.Run.IsFaulted) lane.Run.GetAwaiter().GetResult();
            if (lane.Paused && lane.Buffer.IsLow) Resume(consumer, lane);
            else if (!lane.Paused && lane.Buffer.IsFull && !lane.Buffer.WaitUntilLow(patience))
            {
                patience = TimeSpan.Zero;
                Pause(consumer, lane);
            }
            if (lane.IsAstray) Reset(consumer, lane);
        }
        if (services.Time.GetElapsedTime(_committed) < options.CommitDelay || !_commit.IsCompleted) return;
        _committed = services.Time.GetTimestamp();
        LookAtEnds(consumer);
        _commit = Commit(consumer, _lanes.Values);
    }

    private bool Take(int partition, ReadOnlySpan<IntPtr> messages, long next)
    {
        if (!_lanes.TryGetValue(partition, out var lane)) return false;
        lane.Buffer.Add(messages);
        lane.NextFetch = next;
        return true;
    }

    /// <summary>Trouble in place of a record.</summary>
    private void Hear(int partition, Error trouble)
    {
        state.Failed(trouble);
        switch (trouble.Code)
        {
            case ErrorCode.Local_AutoOffsetReset:
                if (_lanes.TryGetValue(partition, out var lane)) lane.IsAstray = true;
                break;
            case ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed:
                throw new IOException($"The user has no right to read '{_topic}' as group '{GroupId}': it needs READ on both. {trouble.Reason}");
            case ErrorCode.Local_Fatal:
                LogFatal(subscription.Group, subscription.Topic, trouble.Reason);
                _lost = true;
                break;
        }
    }

    private void Pause(IConsumer<byte[], byte[]> consumer, Lane lane)
    {
        consumer.Pause([new TopicPartition(_topic, lane.Partition)]);
        lane.Paused = true;
    }

    private void Resume(IConsumer<byte[], byte[]> consumer, Lane lane)
    {
        lane.Paused = false;
        consumer.Resume([new TopicPartition(_topic, lane.Partition)]);
    }

    private void LookAtEnds(IConsumer<byte[], byte[]> consumer)
    {
        foreach (var lane in _lanes.Values)
            if (consumer.GetWatermarkOffsets(new(_topic, lane.Partition)).High is { IsSpecial: false } high) lane.End = high.Value;
    }

    private void Leave(IConsumer<byte[], byte[]> consumer)
    {
        var lanes = _lanes.Values.ToArray();
        Task.WhenAll(lanes.Select(lane => lane.StopAsync())).GetAwaiter().GetResult();
        _commit.GetAwaiter().GetResult();
        Commit(consumer, lanes).GetAwaiter().GetResult();
        LastPlaces = [.. lanes.Select(lane => PlaceOf(lane, running: false))];
        _lanes.Clear();
        try
        {
            consumer.Close();
        }
        catch (KafkaException e)
        {
            state.Failed(e.Error);
        }
    }

    private GroupLag PlaceOf(Lane lane, bool running) =>
        new(subscription.Topic, subscription.Group, lane.Partition, lane.Position ?? lane.End, lane.End, running);

    [LoggerMessage(1131, LogLevel.Error, "Group {Group} lost its member of {Topic}: {Reason}. It joins again")]
    private partial void LogFatal(string group, string topic, string reason);
}
