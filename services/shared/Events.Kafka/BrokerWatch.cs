using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Events.Kafka;

/// <summary>Whether the brokers can be reached, and what they say where not.</summary>
/// <param name="Connected">One answered when last asked.</param>
/// <param name="Detail">In words.</param>
public readonly record struct BrokerHealth(bool Connected, string Detail);

/// <summary>Asks the brokers every two seconds and remembers the answer, so that a probe never waits for them.</summary>
internal sealed partial class BrokerWatch(IAdminClient client, ClientState state, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private BrokerHealth[] _last = [new(true, "connected")];
    private string? _topic;

    public BrokerHealth Last => Volatile.Read(ref _last)[0];

    /// <summary>A topic that is in use: to ask for it costs the brokers less than to ask for all.</summary>
    public void Uses(string topic) => _topic ??= topic;

    public async Task RunAsync(CancellationToken stop)
    {
        var since = time.GetUtcNow();
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested) return;
            var trouble = await Task.Run(Ask, CancellationToken.None);
            var before = Last;
            if (trouble is null)
            {
                since = time.GetUtcNow();
                state.Healed();
                Volatile.Write(ref _last, [new(true, "connected")]);
                if (!before.Connected) LogHealed();
                continue;
            }
            Volatile.Write(ref _last, [new(false, $"no broker has answered since {since.UtcDateTime:HH:mm:ss}: {trouble}")]);
            if (before.Connected) LogLost(trouble);
        }
    }

    /// <summary>Null where a broker answered.</summary>
    private string? Ask()
    {
        try
        {
            if (_topic is { } topic) client.GetMetadata(topic, Interval);
            else client.GetMetadata(Interval);
            return null;
        }
        catch (KafkaException e)
        {
            return state.LastTrouble is { Length: > 0 } trouble ? trouble : e.Error.Reason;
        }
        catch (ObjectDisposedException)
        {
            return "closed";
        }
    }

    [LoggerMessage(1124, LogLevel.Error, "The brokers are lost: {Trouble}. Events wait until they are back")]
    private partial void LogLost(string trouble);

    [LoggerMessage(1125, LogLevel.Information, "The brokers are back")]
    private partial void LogHealed();
}
