using FactoryTwin.Events.Common;
using FactoryTwin.Events.Embedded;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Events;

public sealed partial class EmbeddedEventLog
{
    private static readonly TimeSpan RetentionPeriod = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeadLetter>> ListAsync(string topic, string group, int limit, CancellationToken cancellationToken)
    {
        Names.Check(topic, "topic");
        Names.Check(group, "group");
        return ValueTask.FromResult(_letters.List(topic, group, limit));
    }

    /// <summary>
    /// Hands the dead letter to its group between two batches. It comes alone, with the offset before the group's place, so that a
    /// handler that stores <see cref="EventBatch.NextOffset"/> does not go back.
    /// </summary>
    /// <exception cref="ReplayFailedException">It is gone, no member of the group is running, or the handler failed again; then it stays.</exception>
    public async ValueTask ReplayAsync(string id, CancellationToken cancellationToken)
    {
        var letter = _letters.Find(id) ?? throw new ReplayFailedException(id, "there is none with this id");
        var group = _positions.Find(letter.Topic, letter.Group);
        var member = group?.Member ?? throw new ReplayFailedException(id, $"group '{letter.Group}' is not running");
        var place = group.Partitions[letter.Partition];
        await place.Turn.WaitAsync(cancellationToken);
        try
        {
            if (_letters.Find(id) is null) return;
            var offset = Math.Max(place.Position, letter.Offset + 1) - 1;
            await member.Handle(new(letter.Topic, letter.Partition, [new(offset, letter.Event)]), cancellationToken);
            _letters.Remove(id);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            _letters.Save(letter with { Attempts = letter.Attempts + 1, Reason = $"{e.GetType().Name}: {e.Message}" });
            throw new ReplayFailedException(id, "its group failed on it again", e);
        }
        finally
        {
            place.Turn.Release();
        }
    }

    private async Task RunPartitionAsync(Delivery delivery, CancellationTokenSource stop)
    {
        try
        {
            await delivery.RunAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            LogDeliveryFailed(e);
            await stop.CancelAsync();
            throw;
        }
    }

    private async Task SavePositionsAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var changed = _positions.Changed.Next;
            try
            {
                _positions.SaveIfChanged();
            }
            catch (IOException e)
            {
                LogPositionsFailed(e);
            }
            await Task.WhenAny(changed, Task.Delay(RetentionPeriod, _time, stop));
            await Task.Delay(_options.PositionDelay, _time, stop);
        }
    }

    private async Task RetainAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(RetentionPeriod, _time);
        do
        {
            try
            {
                foreach (var topic in _topics.Values) _retention.Apply(topic);
            }
            catch (IOException e)
            {
                LogRetentionFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stop));
    }

    [LoggerMessage(1106, LogLevel.Critical, "A delivery stopped")]
    private partial void LogDeliveryFailed(Exception e);

    [LoggerMessage(1107, LogLevel.Error, "The groups' positions could not be written; tried again")]
    private partial void LogPositionsFailed(Exception e);

    [LoggerMessage(1108, LogLevel.Error, "Old files could not be deleted; tried again")]
    private partial void LogRetentionFailed(Exception e);
}
