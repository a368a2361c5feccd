using System.Globalization;
using FactoryTwin.Events;
using FactoryTwin.Events.Kafka;
using FactoryTwin.Storage;
using FactoryTwin.Storage.Postgres;
using FactoryTwin.Storage.Sqlite;

namespace FactoryTwin.Chaos.Tests.Crash.Worker;

/// <summary>Where a lane's stores and its topic are: a directory, or a server's schemas and a cluster's topics.</summary>
/// <param name="Words">As they are handed to a worker: directory; or connection string, schema, brokers.</param>
internal sealed record Place(params IReadOnlyList<string> Words)
{
    public const string Topic = "numbers";
    public const string Group = "consumer";
    public const int Writers = 3;

    public static readonly Collection<Tally> Written = new("written", tally => tally.Name);
    public static readonly Collection<Tally> Effects = new("effects", tally => tally.Name);
    public static readonly Collection<Tally> Sums = new("sums", tally => tally.Name);
    public static readonly Collection<Tally> Places = new("places", tally => tally.Name);

    public bool IsCluster => Words.Count > 1;

    /// <summary>Of the schemas and topics of the lane, where it is on a cluster.</summary>
    public string Schema => Words[1];

    public static string Writer(int writer) => string.Create(CultureInfo.InvariantCulture, $"writers/{writer}");

    public static string Effect(int writer, long number) => string.Create(CultureInfo.InvariantCulture, $"effects/{writer}-{number}");

    /// <param name="side">"producer" or "consumer": each has a store of its own.</param>
    /// <param name="time">The worker's clock.</param>
    /// <exception cref="StoreOpenException">It cannot be opened now.</exception>
    public async Task<IStore> OpenStoreAsync(string side, TimeProvider time)
    {
        if (!IsCluster)
            return await SqliteStore.OpenAsync(new SqliteStoreOptions(Path.Combine(Words[0], side + ".db")), time, CancellationToken.None);
        return await PostgresStore.OpenAsync(new PostgresStoreOptions(Words[0], $"{Schema}_{side}"), time, CancellationToken.None);
    }

    /// <summary>The bus; it publishes and it delivers.</summary>
    public async Task<IAsyncDisposable> OpenBusAsync(TimeProvider time) => IsCluster
        // A short session: the partitions of a killed member are free soon.
        ? await KafkaEventBus.OpenAsync(new KafkaOptions { BootstrapServers = Words[2], Prefix = Schema + ".", SessionTimeout = TimeSpan.FromSeconds(2) }, time, new Complaint<KafkaEventBus>(TimeProvider.System))
        : await EmbeddedEventLog.OpenAsync(new EmbeddedEventLogOptions { Directory = Path.Combine(Words[0], "events"), SegmentBytes = 256 << 10 }, time);
}
