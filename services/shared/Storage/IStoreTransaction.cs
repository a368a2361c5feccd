using FactoryTwin.Events;
using Google.Protobuf;

namespace FactoryTwin.Storage;

/// <summary>A write transaction. Valid only inside <see cref="IStore.WriteAsync{T}"/>.</summary>
public interface IStoreTransaction
{
    /// <summary>Reads inside the transaction.</summary>
    Document<T>? Get<T>(Collection<T> collection, string name) where T : class, IMessage<T>, new();

    /// <summary>Creates or replaces. With <paramref name="expectedEtag"/> ("" = must not exist) a mismatch throws.</summary>
    Document<T> Put<T>(Collection<T> collection, T value, string? expectedEtag = null) where T : class, IMessage<T>, new();

    /// <summary>True where there was one.</summary>
    bool Delete<T>(Collection<T> collection, string name) where T : class, IMessage<T>, new();

    /// <summary>Adds samples. One sample a series and time: the same value and quality again is a duplicate, another a conflict; neither changes what is stored.</summary>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    AppendOutcome[] Append(History history, IReadOnlyList<SeriesSample> samples);

    /// <summary>Starts a journal entry; pieces follow by <see cref="AppendJournal"/>.</summary>
    long BeginJournal(Journal journal, string key, string contentType);

    /// <summary>Adds a piece to an entry, exactly as it came; <paramref name="complete"/> marks the last.</summary>
    /// <exception cref="InvalidOperationException">There is no such entry, or its last piece has come.</exception>
    void AppendJournal(Journal journal, long id, ReadOnlyMemory<byte> piece, bool complete);

    /// <summary>Puts an event into the outbox; it is published after the commit, at least once.</summary>
    void Publish(string topic, CloudEvent cloudEvent);

    /// <summary>Stores a consumer group's position together with what this transaction writes.</summary>
    /// <param name="group">The group.</param>
    /// <param name="topic">What it consumes.</param>
    /// <param name="partition">The part of it.</param>
    /// <param name="nextOffset">Where it goes on.</param>
    /// <param name="firstOffset">The first event that this transaction handles; null: whatever is stored is replaced.</param>
    /// <exception cref="OffsetMovedException">The stored position is beyond the first event.</exception>
    void SaveOffset(string group, string topic, int partition, long nextOffset, long? firstOffset = null);
}
