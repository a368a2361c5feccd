namespace FactoryTwin.Events.Common;

/// <summary>Where a bus keeps its letters.</summary>
internal interface ILetterShelf
{
    ValueTask<DeadLetter?> FindAsync(string id, CancellationToken cancellationToken);

    ValueTask SaveAsync(DeadLetter letter, CancellationToken cancellationToken);
}

/// <summary>
/// Replays and discards letters. The same for every bus. Whoever calls <see cref="ReplayAsync"/> has the turn of the letter's partition, so
/// that no batch and no other replay of it runs.
/// </summary>
internal sealed class LetterReplay(ILetterShelf letters, TimeProvider time)
{
    /// <summary>A letter must have room in a record beside its event.</summary>
    private const int MaxReason = 1000;

    /// <summary>A letter is read and written as one step: who discards it meanwhile must not cover up that it was replayed.</summary>
    private readonly SemaphoreSlim _change = new(1, 1);

    /// <summary>See <see cref="IDeadLetters.ReplayAsync"/>.</summary>
    public async Task<DeadLetter> ReplayAsync(Subscription subscription, string id, string actor, CancellationToken cancellationToken)
    {
        await FinishLastAsync(subscription, id, actor, cancellationToken);
        var letter = await letters.FindAsync(id, cancellationToken) ?? throw new ReplayFailedException(id, ReplayFailure.Missing, "there is none with this id");
        if (letter.State == LetterState.Replayed) return letter;
        if (!letter.IsEvent) throw new ReplayFailedException(id, ReplayFailure.NoEvent, $"the record is no event: {letter.Reason}");
        var batch = new EventBatch(letter.Topic, PlaceOfReplays(letter.Partition), [new(letter.Offset, letter.Event)]);
        using var span = EventTracing.Start(batch, subscription.Group);
        try
        {
            await subscription.Handle(batch, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            await ChangeAsync(letter, LetterAction.ReplayFailed, actor, ReasonOf(e));
            throw new ReplayFailedException(id, ReplayFailure.FailedAgain, $"its group failed on it again: {ReasonOf(e)}", e);
        }
        return await ChangeAsync(letter, LetterAction.Replayed, actor, "");
    }

    /// <summary>See <see cref="IDeadLetters.DiscardAsync"/>.</summary>
    public async Task<DeadLetter?> DiscardAsync(string id, string actor, string reason, CancellationToken cancellationToken)
    {
        await _change.WaitAsync(cancellationToken);
        try
        {
            var letter = await letters.FindAsync(id, cancellationToken);
            if (letter is not { State: LetterState.Waiting }) return letter;
            var discarded = letter.With(LetterAction.Discarded, time.GetUtcNow(), actor, reason);
            await letters.SaveAsync(discarded, cancellationToken);
            return discarded;
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>What a letter says of a failure.</summary>
    public static string ReasonOf(Exception e) => $"{e.GetType().Name}: {e.Message}" is { Length: > MaxReason } all ? all[..MaxReason] + "…" : $"{e.GetType().Name}: {e.Message}";

    /// <summary>The letter of an event that was put aside now.</summary>
    public static DeadLetter NewLetter(Subscription subscription, int partition, ReceivedEvent e, Exception reason, int attempts, DateTimeOffset now) => new(
        DeadLetterId.Of(subscription.Topic, subscription.Group, partition, e.Offset), subscription.Topic, subscription.Group, partition, e.Offset,
        e.Event, ReasonOf(reason), attempts, now) { History = [new(LetterAction.Failed, now, "", ReasonOf(reason))] };

    /// <summary>The partition under which a handler saves the place of its replays.</summary>
    private static int PlaceOfReplays(int partition) => ~partition;

    /// <summary>
    /// A process that died between a handler's commit and the settling of the letter left it waiting, though its effects are there. The place
    /// that the handler saved with them tells so: it is the last replay's, since no other begins before that one is settled here.
    /// </summary>
    private async Task FinishLastAsync(Subscription subscription, string id, string actor, CancellationToken cancellationToken)
    {
        if (subscription.Offsets is not { } offsets || DeadLetterId.PartitionOf(id) is not { } partition) return;
        if (await offsets.GetOffsetAsync(subscription.Group, subscription.Topic, PlaceOfReplays(partition), cancellationToken) is not { } next) return;
        var last = DeadLetterId.Of(subscription.Topic, subscription.Group, partition, next - 1);
        if (await letters.FindAsync(last, cancellationToken) is { State: not LetterState.Replayed } unsettled) await ChangeAsync(unsettled, LetterAction.Replayed, actor, "");
    }

    private async Task<DeadLetter> ChangeAsync(DeadLetter letter, LetterAction action, string actor, string reason)
    {
        // What happened has happened: to write it down is not to be cut short.
        await _change.WaitAsync(CancellationToken.None);
        try
        {
            var changed = (await letters.FindAsync(letter.Id, CancellationToken.None) ?? letter).With(action, time.GetUtcNow(), actor, reason);
            await letters.SaveAsync(changed, CancellationToken.None);
            return changed;
        }
        finally
        {
            _change.Release();
        }
    }
}
