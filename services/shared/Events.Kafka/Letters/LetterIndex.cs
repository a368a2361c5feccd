using Confluent.Kafka;
using FactoryTwin.Events.Kafka.Records;

namespace FactoryTwin.Events.Kafka;

/// <summary>
/// Which letters a group's letter topic holds and where each stands in it. Follows the topic: what was read once is not read again but for
/// the letters that are asked for. Takes some two hundred bytes of memory for each letter.
/// </summary>
internal sealed class LetterIndex(string topic, string group, TopicPartition place, Func<IConsumer<byte[], byte[]>> open, KafkaOptions options, ClientState state, TimeProvider time)
    : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private IConsumer<byte[], byte[]>? _consumer;
    private RecordRange? _records;
    private long _at;
    private KeptLetter? _last;

    /// <summary>Letters, oldest first.</summary>
    public IReadOnlyList<KeptLetter> List(LetterQuery query, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Follow(cancellationToken);
            var wanted = _entries.Where(each => query.Settled || each.Value.State == LetterState.Waiting)
                .Select(each => (Place: new LetterPlace(each.Value.Time.UtcTicks, each.Key), At: each.Value.Offset))
                .Where(each => query.After is not { } after || each.Place.CompareTo(after) > 0)
                .OrderBy(each => each.Place).Take(query.Limit).ToDictionary(each => each.At, each => each.Place);
            if (wanted.Count == 0) return [];
            return [.. _records!.Read(wanted.Keys.Min(), wanted.Keys.Max() + 1, cancellationToken).Where(record => wanted.ContainsKey(record.Offset.Value))
                .Select(record => DeadLetterRecord.Read(record.Message)).OfType<KeptLetter>()
                .OrderBy(kept => new LetterPlace(kept.Letter.Order, kept.Letter.Id))];
        }
    }

    /// <summary>One letter, or null.</summary>
    public KeptLetter? Find(string id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Follow(cancellationToken);
            if (!_entries.TryGetValue(id, out var entry)) return null;
            if (_last?.Letter.Id != id)
                _last = _records!.Read(entry.Offset, entry.Offset + 1, cancellationToken).Select(record => DeadLetterRecord.Read(record.Message)).FirstOrDefault();
            return _last;
        }
    }

    /// <summary>How many wait.</summary>
    public LetterCount Count(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Follow(cancellationToken);
            var waiting = _entries.Values.Where(entry => entry.State == LetterState.Waiting).ToList();
            return new(topic, group, waiting.Count, waiting.Count == 0 ? null : waiting.Min(entry => entry.Time));
        }
    }

    /// <summary>The ids of letters that were settled before this time.</summary>
    public IReadOnlyList<string> SettledBefore(DateTimeOffset limit)
    {
        lock (_gate) return [.. _entries.Where(each => each.Value.Settled < limit).Select(each => each.Key)];
    }

    public void Dispose()
    {
        lock (_gate) _consumer?.Dispose();
    }

    /// <summary>Reads what was written since the last time.</summary>
    private void Follow(CancellationToken cancellationToken)
    {
        _records ??= new(_consumer = open(), place, options, state, time);
        if (_records.Bounds() is not var (low, high)) return;
        // The topic was made anew.
        if (high < _at) (_at, _last) = (0, null);
        if (_at == 0) _entries.Clear();
        foreach (var record in _records.Read(Math.Max(_at, low), high, cancellationToken))
        {
            _last = null;
            var id = DeadLetterRecord.IdOf(record.Message);
            if (record.Message.Value is null) _entries.Remove(id);
            else if (DeadLetterRecord.Read(record.Message)?.Letter is { } letter)
                _entries[id] = new(record.Offset.Value, letter.Time, letter.State, letter.SettleTime);
            _at = record.Offset.Value + 1;
        }
        _at = high;
    }

    private readonly record struct Entry(long Offset, DateTimeOffset Time, LetterState State, DateTimeOffset? Settled);
}
