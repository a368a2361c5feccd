namespace FactoryTwin.Events;

/// <summary>Bytes of the log are damaged where no crash can have damaged them. Nothing was skipped or cut.</summary>
public sealed class EventLogCorruptException(string file, long position, string what)
    : IOException($"The event log is damaged: {what} at byte {position} of '{file}'. Restore the file from a backup, or move its topic's directory away to start the topic anew.")
{
    public string File { get; } = file;

    /// <summary>Byte position of the damaged record.</summary>
    public long Position { get; } = position;
}

/// <summary>Another process has the log open.</summary>
public sealed class EventLogInUseException(string directory, Exception inner)
    : IOException($"The event log in '{directory}' is in use by another process. Stop that one first, or choose another directory.", inner);

/// <summary>
/// A group's stored place is beyond the events that a transaction was about to handle: another process of the group, or an attempt whose end
/// was not heard of, did so already. Nothing of this transaction is stored, or the effects would be there twice.
/// </summary>
public sealed class OffsetMovedException(string group, string topic, int partition, long offset)
    : Exception($"Group '{group}' stands beyond offset {offset} of {topic}/{partition} already: these events have had their effects.");

/// <summary>Why a dead letter could not be replayed.</summary>
public enum ReplayFailure
{
    /// <summary>There is none with this id.</summary>
    Missing,

    /// <summary>No member of its group has its partition in this process: another process may.</summary>
    NotHere,

    /// <summary>The record is no event, so that no handler can take it.</summary>
    NoEvent,

    /// <summary>Its group's handler failed on it again; the letter has the new reason.</summary>
    FailedAgain,
}

/// <summary>A dead letter could not be replayed; it stays.</summary>
public sealed class ReplayFailedException(string id, ReplayFailure failure, string why, Exception? inner = null) : Exception($"Dead letter '{id}': {why}.", inner)
{
    /// <summary>Why, for programs.</summary>
    public ReplayFailure Failure { get; } = failure;
}
