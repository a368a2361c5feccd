namespace FactoryTwin.Events;

/// <summary>An event that a group could not handle.</summary>
/// <param name="Id">"topic~group~partition-offset": the same event that fails again for the same group has the same one.</param>
/// <param name="Topic">Where it was published.</param>
/// <param name="Group">Who could not handle it.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Offset">Its place in the partition.</param>
/// <param name="Event">The event; for a record that is none, what stands for it.</param>
/// <param name="Reason">What the handler said last.</param>
/// <param name="Attempts">How often it was tried, replays included.</param>
/// <param name="Time">When it was put aside.</param>
public sealed record DeadLetter(string Id, string Topic, string Group, int Partition, long Offset, CloudEvent Event, string Reason, int Attempts, DateTimeOffset Time)
{
    /// <summary>Entries that a letter's history keeps: the first, and the last ones.</summary>
    public const int MaxHistory = 50;

    /// <summary>Whether somebody still has to look at it.</summary>
    public LetterState State { get; init; }

    /// <summary>What was done with it, oldest first.</summary>
    public IReadOnlyList<LetterEntry> History { get; init; } = [];

    /// <summary>The record's headers as they were received; the embedded log, which has none, tells them as Kafka's binding would write them.</summary>
    public IReadOnlyList<LetterHeader> Headers { get; init; } = [];

    /// <summary>False where the record is no event at all, so that no handler can take it.</summary>
    public bool IsEvent { get; init; } = true;

    /// <summary>Where it stands in its group's list; grows in the order of their coming.</summary>
    public long Order { get; init; }

    /// <summary>When it was settled; null while it waits.</summary>
    public DateTimeOffset? SettleTime => State == LetterState.Waiting ? null : History[^1].Time;

    internal DeadLetter With(LetterAction action, DateTimeOffset time, string actor, string reason) => this with
    {
        State = action switch
        {
            LetterAction.Replayed => LetterState.Replayed,
            LetterAction.Discarded => LetterState.Discarded,
            _ => State,
        },
        Reason = action is LetterAction.Failed or LetterAction.ReplayFailed ? reason : Reason,
        Attempts = action is LetterAction.ReplayFailed or LetterAction.Replayed ? Attempts + 1 : Attempts,
        History = [.. History.Take(1), .. History.Skip(1).TakeLast(MaxHistory - 2), new LetterEntry(action, time, actor, reason)],
    };
}

/// <summary>Whether somebody still has to look at a letter.</summary>
public enum LetterState
{
    /// <summary>It waits for a mend.</summary>
    Waiting,

    /// <summary>Its group has taken it.</summary>
    Replayed,

    /// <summary>Somebody said that it is not needed.</summary>
    Discarded,
}

/// <summary>What was done with a letter.</summary>
public enum LetterAction
{
    /// <summary>Its delivery failed for the last time: it was put aside.</summary>
    Failed,

    /// <summary>It was replayed and failed again.</summary>
    ReplayFailed,

    /// <summary>It was replayed and taken.</summary>
    Replayed,

    /// <summary>It was discarded.</summary>
    Discarded,
}

/// <summary>An entry of a letter's history.</summary>
/// <param name="Action">What was done.</param>
/// <param name="Time">When.</param>
/// <param name="Actor">Who asked for it; empty for the delivery itself.</param>
/// <param name="Reason">Why: the failure, or what the actor said.</param>
public sealed record LetterEntry(LetterAction Action, DateTimeOffset Time, string Actor, string Reason);

/// <summary>A header of a record.</summary>
/// <param name="Name">As it was received.</param>
/// <param name="Value">Its bytes.</param>
public sealed record LetterHeader(string Name, byte[] Value);

/// <summary>A letter's place in its group's list.</summary>
/// <param name="Order"><see cref="DeadLetter.Order"/>.</param>
/// <param name="Id">Tells apart those of the same order.</param>
public readonly record struct LetterPlace(long Order, string Id) : IComparable<LetterPlace>
{
    /// <inheritdoc/>
    public int CompareTo(LetterPlace other) => Order != other.Order ? Order.CompareTo(other.Order) : string.CompareOrdinal(Id, other.Id);
}

/// <summary>Which letters are asked for.</summary>
/// <param name="Topic">Of this topic.</param>
/// <param name="Group">And this group.</param>
/// <param name="Limit">At most so many.</param>
/// <param name="After">Only those that stand behind this place; null: from the oldest.</param>
/// <param name="Settled">Also those that were replayed or discarded, while they are kept.</param>
public sealed record LetterQuery(string Topic, string Group, int Limit, LetterPlace? After = null, bool Settled = false);

/// <summary>How many letters wait.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Group">The group.</param>
/// <param name="Waiting">How many.</param>
/// <param name="Oldest">When the oldest of them was put aside; null where none waits.</param>
public sealed record LetterCount(string Topic, string Group, long Waiting, DateTimeOffset? Oldest);

/// <summary>What could not be handled: kept, looked at, replayed or discarded.</summary>
public interface IDeadLetters
{
    /// <summary>Letters, oldest first.</summary>
    ValueTask<IReadOnlyList<DeadLetter>> ListAsync(LetterQuery query, CancellationToken cancellationToken);

    /// <summary>One letter, settled or not; null where there is none.</summary>
    ValueTask<DeadLetter?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Hands the letter to its group again, between two batches; it is settled once that group's handler has taken it. A letter that was replayed
    /// already is left alone, so that asking twice changes nothing. Where the handler keeps its place in its own transaction, the effects
    /// happen once even if the process dies in between.
    /// </summary>
    /// <returns>The letter as it stands now.</returns>
    /// <exception cref="ReplayFailedException">It is gone, its partition is not handled in this process, or the handler failed again.</exception>
    ValueTask<DeadLetter> ReplayAsync(string id, string actor, CancellationToken cancellationToken);

    /// <summary>Takes the letter out of the waiting ones; it is kept for a while with who did so and why. One that is settled is left alone.</summary>
    /// <returns>The letter as it stands now; null where there is none.</returns>
    ValueTask<DeadLetter?> DiscardAsync(string id, string actor, string reason, CancellationToken cancellationToken);

    /// <summary>The letters that wait, by group; at most half a minute old.</summary>
    IReadOnlyList<LetterCount> GetLetterCounts();
}
