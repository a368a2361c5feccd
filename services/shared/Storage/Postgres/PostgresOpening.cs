using System.Text.RegularExpressions;
using Npgsql;

namespace FactoryTwin.Storage.Postgres;

/// <summary>Connects, looks whether the server keeps what it acknowledges, and says in plain words why a store cannot be opened.</summary>
internal static partial class PostgresOpening
{
    /// <summary>Brings the schema up to date.</summary>
    /// <exception cref="StoreOpenException">The server cannot be used; says what to do.</exception>
    public static async Task PrepareAsync(PostgresStoreOptions options, NpgsqlDataSource source, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!SchemaPattern().IsMatch(options.Schema))
            throw new StoreOpenException(options.Place, "the schema's name must be lower-case letters, digits and underscore, at most 40.");
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await CheckServerAsync(options, connection, cancellationToken);
            await SchemaVersions.ApplyAsync(connection, options.Schema, time.GetUtcNow(), cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or TimeoutException or System.Net.Sockets.SocketException)
        {
            throw new StoreOpenException(options.Place, Failures.WhyNotOpen(exception), exception);
        }
    }

    /// <summary>Connections for one purpose, with what the store depends on set; not pooled where <paramref name="most"/> is 0.</summary>
    public static NpgsqlDataSource Source(PostgresStoreOptions options, string purpose, int most)
    {
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            SearchPath = options.Schema,
            ApplicationName = $"factorytwin {options.Name} {purpose}",
            Pooling = most > 0,
            MaxPoolSize = Math.Max(1, most),
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            IncludeErrorDetail = false,
            Enlist = false,
            KeepAlive = 10,
            TcpKeepAlive = true,
            CommandTimeout = Math.Max(1, (int)options.CommandTimeout.TotalSeconds),
            // A writer that vanished without a word must not hold the schema's lock; "off" would acknowledge what is not on disk.
            Options = "-c jit=off -c idle_in_transaction_session_timeout=120s -c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3",
        };
        return NpgsqlDataSource.Create(settings);
    }

    private static async Task CheckServerAsync(PostgresStoreOptions options, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (connection.PostgreSqlVersion.Major < 13)
            throw new StoreOpenException(options.Place, $"the server is PostgreSQL {connection.PostgreSqlVersion.ToString(2)}; 13 or newer is needed.");
        await using var ask = new NpgsqlCommand(
            "SELECT current_setting('server_encoding'), current_setting('fsync'), current_setting('synchronous_commit'), current_setting('transaction_read_only')", connection);
        await using var row = await ask.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var (encoding, sync, commit, readOnly) = (row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3));
        var fault = (encoding, sync, commit, readOnly) switch
        {
            (not "UTF8", _, _, _) => $"the database's encoding is {encoding}. Make one with ENCODING 'UTF8'.",
            (_, "off", _, _) => "the server runs with fsync = off: what it acknowledges is lost with the power. Switch it on.",
            (_, _, "off", _) => "synchronous_commit is off for this user: what it acknowledges is lost with the power. Set it on.",
            (_, _, _, "on") => "the server takes no writes: it is a standby, or default_transaction_read_only is on. Name the primary.",
            _ => null,
        };
        if (fault is not null)
            throw new StoreOpenException(options.Place, fault);
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,39}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SchemaPattern();
}
