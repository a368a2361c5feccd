using FactoryTwin.Events.Common;
using FactoryTwin.Events.Embedded;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Events;

public sealed partial class EmbeddedEventLog
{
    private static readonly TimeSpan RetentionPeriod = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeadLetter>> ListAsync(LetterQuery query, CancellationToken cancellationToken)
    {
        Names.Check(query.Topic, "topic");
        Names.Check(query.Group, "group");
        return ValueTask.FromResult(_letters.List(query));
    }

    /// <inheritdoc/>
    public ValueTask<DeadLetter?> FindAsync(string id, CancellationToken cancellationToken) => new(_letters.Find(id));

    /// <inheritdoc/>
    public async ValueTask<DeadLetter> ReplayAsync(string id, string actor, CancellationToken cancellationToken)
    {
        var letter = _letters.Find(id) ?? throw new ReplayFailedException(id, ReplayFailure.Missing, "there is none with this id");
        var group = _positions.Find(letter.Topic, letter.Group);
        var member = group?.Member ?? throw new ReplayFailedException(id, ReplayFailure.NotHere, $"group '{letter.Group}' is not running");
        var place = group.Partitions[letter.Partition];
        await place.Turn.WaitAsync(cancellationToken);
        try
        {
            return await _replay.ReplayAsync(member, id, actor, cancellationToken);
        }
        finally
        {
            place.Turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<DeadLetter?> DiscardAsync(string id, string actor, string reason, CancellationToken cancellationToken) =>
        await _replay.DiscardAsync(id, actor, reason, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<LetterCount> GetLetterCounts() => _letters.Counts();

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
                _letters.Sweep();
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
