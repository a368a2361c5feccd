using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Events.Kafka;

/// <summary>Counts the letters of the process' groups every few seconds, so that a reading of the metrics never waits for the brokers.</summary>
internal sealed partial class LetterWatch(LetterTopics letters, Func<IEnumerable<(string Topic, string Group)>> groups, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>Between two counts, however many letters come.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    private IReadOnlyList<LetterCount> _last = [];

    public IReadOnlyList<LetterCount> Last => Volatile.Read(ref _last);

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var changed = letters.Changed;
            await LookAsync(stop);
            await Task.WhenAny(changed, Task.Delay(Interval, time, stop));
            await Task.Delay(Shortest, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(CancellationToken stop)
    {
        var counts = new List<LetterCount>();
        foreach (var (topic, group) in groups().Distinct())
            if (await CountAsync(topic, group, stop) is { } count) counts.Add(count);
        Volatile.Write(ref _last, counts);
    }

    /// <summary>As it was the last time where the brokers do not answer.</summary>
    private async Task<LetterCount?> CountAsync(string topic, string group, CancellationToken stop)
    {
        try
        {
            return await letters.CountAsync(topic, group, stop);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (Exception e) when (e is KafkaException or TimeoutException or IOException)
        {
            LogNotCounted(group, topic, e.Message);
            return Last.FirstOrDefault(count => count.Topic == topic && count.Group == group);
        }
    }

    [LoggerMessage(1142, LogLevel.Warning, "The dead letters of {Group} in {Topic} could not be counted: {Reason}")]
    private partial void LogNotCounted(string group, string topic, string reason);
}
