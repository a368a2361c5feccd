using System.Security.Cryptography;
using System.Text;
using FactoryTwin.MockKafka.Testing;
using FactoryTwin.Storage;
using FactoryTwin.Storage.Postgres;
using FactoryTwin.Storage.Sqlite;

namespace FactoryTwin.Testing;

/// <summary>
/// What the hosts under test stand on: files (the default), or a PostgreSQL server and a cluster of Kafka's protocol that this process
/// starts, where FACTORYTWIN_TEST_ADAPTERS is "cluster"; "postgres" leaves the events in files. ./test.sh runs the services' tests both ways.
/// </summary>
public static class TestAdapters
{
    // It ends with the process; its threads are the library's own.
    private static readonly Lazy<MockCluster> Brokers = new(() => new MockCluster());

    private static readonly string Chosen = Environment.GetEnvironmentVariable("FACTORYTWIN_TEST_ADAPTERS") switch
    {
        null or "" => "embedded",
        ("embedded" or "postgres" or "cluster") and var known => known,
        var other => throw new InvalidOperationException($"FACTORYTWIN_TEST_ADAPTERS is '{other}': embedded, postgres or cluster is expected."),
    };

    /// <summary>True where events go over Kafka's protocol.</summary>
    public static bool Kafka => Chosen == "cluster";

    /// <summary>True where state is kept in PostgreSQL.</summary>
    public static bool Postgres => Chosen != "embedded";

    /// <summary>
    /// Configuration that puts the services of a host on these engines. What belongs to one data directory stays with it over restarts,
    /// and away from every other's.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, string?>> SettingsAsync(string dataDirectory)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (!Postgres)
            return settings;
        var server = await PostgresServer.SharedAsync();
        settings["Storage:Kind"] = "postgres";
        settings["Storage:Postgres:Host"] = server.Host;
        settings["Storage:Postgres:Database"] = "postgres";
        settings["Storage:Postgres:User"] = PostgresServer.User;
        settings["Storage:Postgres:Password"] = PostgresServer.Password;
        settings["Storage:Postgres:SchemaPrefix"] = Own(dataDirectory) + "_";
        if (!Kafka)
            return settings;
        settings["Events:Kind"] = "kafka";
        settings["Events:Kafka:BootstrapServers"] = Brokers.Value.BootstrapServers;
        settings["Events:Kafka:Prefix"] = Own(dataDirectory) + ".";
        // As many as the mock cluster gives a topic that comes into being by use.
        settings["Events:Kafka:Partitions"] = "4";
        return settings;
    }

    /// <summary>A store of its own in this directory, or on the server in a schema that belongs to it.</summary>
    public static async Task<IStore> OpenStoreAsync(string directory, string name, TimeProvider time) => Postgres
        ? await PostgresStore.OpenAsync(new PostgresStoreOptions((await PostgresServer.SharedAsync()).ConnectionString, $"{Own(directory)}_{name}"), time, CancellationToken.None)
        : await SqliteStore.OpenAsync(new SqliteStoreOptions(Path.Combine(directory, name + ".db")), time, CancellationToken.None);

    private static string Own(string directory) => "t" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(directory))))[..12];
}
