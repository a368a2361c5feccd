using FactoryTwin.Storage;
using Google.Protobuf;
using FactoryTwin.Ingestion.V1;
using Npgsql;
using NpgsqlTypes;

namespace FactoryTwin.Benchmarks.Stores;

/// <summary>The same tables and statements by hand, prepared, on connections of their own.</summary>
internal sealed class BarePostgres : IAsyncDisposable
{
    private readonly string connectionString;
    private readonly List<NpgsqlConnection> connections = [];
    private readonly Dictionary<string, int> series = new(StringComparer.Ordinal);
    private Func<Task<long>> update = null!;

    private BarePostgres(string connectionString) => this.connectionString = connectionString;

    public static async Task<BarePostgres> OpenAsync(string connectionString)
    {
        var bare = new BarePostgres(connectionString);
        var connection = await bare.ConnectAsync();
        await using var make = new NpgsqlCommand("""
            CREATE TABLE history (series integer NOT NULL, time bigint NOT NULL, value double precision NOT NULL, quality integer NOT NULL, PRIMARY KEY (series, time)) PARTITION BY RANGE (time);
            CREATE TABLE history_1 PARTITION OF history FOR VALUES FROM (0) TO (MAXVALUE);
            CREATE TABLE source (name text COLLATE "C" NOT NULL PRIMARY KEY, value bytea NOT NULL, document jsonb, etag text NOT NULL,
              create_time bigint NOT NULL, update_time bigint NOT NULL, owner text COLLATE "C");
            CREATE INDEX ON source (owner, name);
            CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, topic text NOT NULL, event_id text NOT NULL, source text NOT NULL,
              type text NOT NULL, time bigint NOT NULL, key text NOT NULL, data bytea NOT NULL);
            """, connection);
        await make.ExecuteNonQueryAsync();
        bare.update = await bare.UpdaterAsync();
        return bare;
    }

    public async Task CopyAsync(SeriesSample[] samples)
    {
        await using var copy = await connections[0].BeginBinaryImportAsync("COPY history (series, time, value, quality) FROM STDIN (FORMAT BINARY)");
        foreach (var (name, sample) in samples)
        {
            if (!series.TryGetValue(name, out var id))
                series.Add(name, id = series.Count);
            await copy.StartRowAsync();
            await copy.WriteAsync(id, NpgsqlDbType.Integer);
            await copy.WriteAsync(sample.Time.UtcTicks, NpgsqlDbType.Bigint);
            await copy.WriteAsync(sample.Value, NpgsqlDbType.Double);
            await copy.WriteAsync(sample.Quality, NpgsqlDbType.Integer);
        }
        await copy.CompleteAsync();
    }

    public Task<long> UpdateAsync() => update();

    /// <summary>So many callers at once, each on a connection of its own.</summary>
    public async Task<Func<Task<long>>> ManyAsync(int callers)
    {
        var updaters = new List<Func<Task<long>>>();
        for (var i = 0; i < callers; i++)
            updaters.Add(await UpdaterAsync());
        return async () => (await Task.WhenAll(updaters.Select(each => Task.Run(each)))).Sum();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in connections)
            await connection.DisposeAsync();
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        connections.Add(connection);
        return connection;
    }

    private async Task<Func<Task<long>>> UpdaterAsync()
    {
        var connection = await ConnectAsync();
        var read = await PreparedAsync(connection, "SELECT value, create_time FROM source WHERE name = $1 FOR UPDATE", NpgsqlDbType.Text);
        var write = await PreparedAsync(connection, """
            INSERT INTO source VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (name) DO UPDATE SET value = excluded.value, document = excluded.document,
              etag = excluded.etag, update_time = excluded.update_time, owner = excluded.owner
            """, NpgsqlDbType.Text, NpgsqlDbType.Bytea, NpgsqlDbType.Jsonb, NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.Text);
        var publish = await PreparedAsync(connection, "INSERT INTO outbox (topic, event_id, source, type, time, key, data) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Text, NpgsqlDbType.Bytea);
        var next = connections.Count * 7;
        return async () =>
        {
            await using var transaction = await connection.BeginTransactionAsync();
            var (source, created) = await ReadAsync(read, Work.Name(++next), next);
            source.DisplayName = $"revision {next}";
            Set(write, source.Name, source.ToByteArray(), JsonFormatter.Default.Format(source), Guid.NewGuid().ToString("N"), created, DateTime.UtcNow.Ticks, source.Owner);
            await write.ExecuteNonQueryAsync();
            var e = Work.Event(source);
            Set(publish, "contest", e.Id, e.Source, e.Type, e.Time.UtcTicks, e.Key, e.Data.ToArray());
            await publish.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
            return 1;
        };
    }

    private static async Task<(Source Source, long Created)> ReadAsync(NpgsqlCommand read, string name, int number)
    {
        Set(read, name);
        await using var row = await read.ExecuteReaderAsync();
        return await row.ReadAsync() ? (Source.Parser.ParseFrom(row.GetFieldValue<byte[]>(0)), row.GetInt64(1)) : (Work.Source(number), DateTime.UtcNow.Ticks);
    }

    private static async Task<NpgsqlCommand> PreparedAsync(NpgsqlConnection connection, string sql, params NpgsqlDbType[] types)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var type in types)
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type });
        await command.PrepareAsync();
        return command;
    }

    private static void Set(NpgsqlCommand command, params object[] values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
    }
}
