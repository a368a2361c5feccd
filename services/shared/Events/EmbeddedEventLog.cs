using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using FactoryTwin.Events.Common;
using FactoryTwin.Events.Embedded;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FactoryTwin.Events;

/// <summary>
/// A durable, partitioned log of events in one directory, for one process. Published events are flushed to the disk before the
/// publish completes; topics come into being when first used. Offsets are dense within a partition.
/// </summary>
public sealed partial class EmbeddedEventLog : IEventPublisher, IEventSubscriber, IDeadLetters, IGroupLags, IAsyncDisposable
{
    private readonly EmbeddedEventLogOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FileStream _lock;
    private readonly EventMetrics _metrics;
    private readonly GroupPositions _positions;
    private readonly DeadLetterFiles _letters;
    private readonly LetterReplay _replay;
    private readonly Retention _retention;
    private readonly ConcurrentDictionary<string, Topic> _topics = new();
    private readonly Lock _opening = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _upkeep;
    private int _running;
    private bool _disposed;

    private EmbeddedEventLog(EmbeddedEventLogOptions options, TimeProvider time, ILogger logger, IMeterFactory? meters, FileStream ownership)
    {
        (_options, _time, _logger, _lock) = (options, time, logger, ownership);
        _metrics = new(meters, time, GetLags, GetLetterCounts);
        _positions = new(Path.Combine(options.Directory, "groups.json"), time);
        _letters = new(Path.Combine(options.Directory, "deadletters"), options.LetterRetention, time);
        _replay = new(_letters, time);
        _retention = new(options, _positions, time, logger);
        try
        {
            _positions.Load();
            var topics = Directory.CreateDirectory(TopicsDirectory);
            foreach (var topic in topics.GetDirectories()) _ = OpenTopic(topic.Name);
        }
        catch
        {
            foreach (var topic in _topics.Values) topic.DisposeAsync().AsTask().GetAwaiter().GetResult();
            _metrics.Dispose();
            throw;
        }
        _upkeep = Task.Run(() => Task.WhenAll(SavePositionsAsync(_stop.Token), RetainAsync(_stop.Token)));
    }

    private string TopicsDirectory => Path.Combine(_options.Directory, "topics");

    /// <summary>Opens or creates the log; cuts off what a crash left half written.</summary>
    /// <exception cref="ArgumentException">An option cannot be used.</exception>
    /// <exception cref="EventLogInUseException">Another process has it open.</exception>
    /// <exception cref="EventLogCorruptException">The log is damaged in a way no crash explains.</exception>
    public static Task<EmbeddedEventLog> OpenAsync(
        EmbeddedEventLogOptions options, TimeProvider time, ILogger? logger = null, IMeterFactory? meters = null, CancellationToken cancellationToken = default)
    {
        var faults = options.Faults().Select(f => $"{f.Option} {f.Description}").ToList();
        if (faults.Count > 0) throw new ArgumentException("The event log cannot be opened: " + string.Join("; ", faults) + ".", nameof(options));
        return Task.Run(
            () =>
            {
                Directory.CreateDirectory(options.Directory);
                var ownership = Own(options.Directory);
                try
                {
                    return new EmbeddedEventLog(options, time, logger ?? NullLogger.Instance, meters, ownership);
                }
                catch
                {
                    ownership.Dispose();
                    throw;
                }
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask PublishAsync(string topic, IReadOnlyList<CloudEvent> events, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Names.Check(topic, "topic");
        foreach (var e in events)
            if (RecordFormat.MaxSize(e) is var size && (size > _options.MaxEventBytes || size - e.Data.Length > ushort.MaxValue))
                throw new ArgumentException($"Event '{e.Id}' may take {size} bytes; at most {_options.MaxEventBytes} are allowed, 64 KiB of them attributes.", nameof(events));
        if (events.Count == 0) return;
        await OpenTopic(topic).AppendAsync(events, cancellationToken);
        _metrics.Published(topic, events.Count);
    }

    /// <inheritdoc/>
    public async Task RunAsync(Subscription subscription, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Names.Check(subscription.Topic, "topic");
        Names.Check(subscription.Group, "group");
        var topic = OpenTopic(subscription.Topic);
        var group = _positions.Get(topic, subscription.Group);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        Interlocked.Increment(ref _running);
        group.Join(subscription);
        try
        {
            await Task.WhenAll(topic.Partitions.Select((log, i) => Task.Run(() => RunPartitionAsync(
                new(log, i, group, subscription, _letters, _positions, _metrics, _time, _logger), stop), CancellationToken.None)));
        }
        finally
        {
            group.Leave(subscription, _time.GetUtcNow());
            _positions.MarkChanged();
            Interlocked.Decrement(ref _running);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<GroupLag> GetLags() =>
        [.. from g in _positions.All
            where _topics.ContainsKey(g.Topic)
            let topic = OpenTopic(g.Topic)
            from i in Enumerable.Range(0, g.Partitions.Length)
            select new GroupLag(g.Topic, g.Name, i, g.Partitions[i].Known, topic.Partitions[i].NextOffset, g.Member is not null)];

    /// <summary>Stops the deliveries, waits for the running handlers, writes what waits and gives the directory free.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        await _stop.CancelAsync();
        try
        {
            await _upkeep;
        }
        catch (OperationCanceledException)
        {
        }
        while (Volatile.Read(ref _running) > 0) await Task.Delay(TimeSpan.FromMilliseconds(5));
        foreach (var topic in _topics.Values) await topic.DisposeAsync();
        _positions.SaveIfChanged();
        _metrics.Dispose();
        await _lock.DisposeAsync();
        _stop.Dispose();
    }

    private static FileStream Own(string directory)
    {
        try
        {
            return new(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            throw new EventLogInUseException(directory, e);
        }
    }

    private Topic OpenTopic(string name)
    {
        if (_topics.TryGetValue(name, out var topic)) return topic;
        lock (_opening)
        {
            return _topics.GetOrAdd(name, n => Topic.Open(TopicsDirectory, n, _options, _time, _metrics, (file, bytes) => LogCut(file, bytes)));
        }
    }

    [LoggerMessage(1105, LogLevel.Warning, "{File}: the last write was cut off by a crash; its {Bytes} bytes were never acknowledged and are removed")]
    private partial void LogCut(string file, long bytes);
}
