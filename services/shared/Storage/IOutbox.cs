using FactoryTwin.Events;

namespace FactoryTwin.Storage;

/// <summary>Committed events that wait to be published.</summary>
public interface IOutbox
{
    /// <summary>The oldest waiting events, in commit order. Of several processes on one store one publishes: to the others it looks empty.</summary>
    ValueTask<IReadOnlyList<OutboxEntry>> PeekAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Removes what was published, up to and including this id.</summary>
    ValueTask RemoveAsync(long throughId, CancellationToken cancellationToken);

    /// <summary>Completes when something was committed to the outbox since the last call.</summary>
    ValueTask WaitAsync(CancellationToken cancellationToken);

    /// <summary>Entries waiting now.</summary>
    long Count { get; }
}

/// <summary>One waiting event.</summary>
public sealed record OutboxEntry(long Id, string Topic, CloudEvent Event);
