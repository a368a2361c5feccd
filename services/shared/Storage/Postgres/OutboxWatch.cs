using Npgsql;

namespace FactoryTwin.Storage.Postgres;

/// <summary>
/// The connection that listens: it hears of commits of other processes, looks by itself where a notification was missed, and holds
/// the lock by which one process of many publishes. A process that dies loses its connection, and so the lock.
/// </summary>
internal sealed class OutboxWatch(NpgsqlDataSource source, PostgresStoreOptions options) : IAsyncDisposable
{
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource stopping = new();
    private readonly long lockKey = Pg.LockKey(options.Schema, "outbox");
    private volatile bool leading;
    private Task running = Task.CompletedTask;

    /// <summary>The channel of the schema's notifications.</summary>
    public string Channel { get; } = Pg.Name("outbox_" + options.Schema);

    /// <summary>True while this process is the one that publishes.</summary>
    public bool IsLeading => leading;

    /// <summary>Connects once, and then keeps looking: <paramref name="look"/> is called when something may be waiting.</summary>
    public async Task StartAsync(Func<CancellationToken, Task> look, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken);
        running = Task.Run(() => RunAsync(connection, look), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
    }

    private async Task RunAsync(NpgsqlConnection? connection, Func<CancellationToken, Task> look)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                connection ??= await ConnectAsync(stopping.Token);
                await look(stopping.Token);
                await connection.WaitAsync(options.PollInterval, stopping.Token);
                if (!leading)
                    await TryLeadAsync(connection, stopping.Token);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
            }
            catch (Exception exception) when (exception is NpgsqlException or IOException or TimeoutException or StoreUnavailableException or InvalidOperationException)
            {
                leading = false;
                await CloseAsync(connection);
                connection = null;
                await Task.Delay(ReconnectDelay, stopping.Token).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
        await UnlockAsync(connection);
        leading = false;
        await CloseAsync(connection);
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var listen = new NpgsqlCommand($"LISTEN \"{Channel}\"", connection);
            await listen.ExecuteNonQueryAsync(cancellationToken);
            await TryLeadAsync(connection, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task TryLeadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var take = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", connection) { Parameters = { Pg.Parameter(lockKey) } };
        leading = await take.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Gives the lock back before the server would notice that the connection is gone.</summary>
    private async Task UnlockAsync(NpgsqlConnection? connection)
    {
        if (!leading || connection is not { FullState: System.Data.ConnectionState.Open })
            return;
        try
        {
            await using var give = new NpgsqlCommand("SELECT pg_advisory_unlock($1)", connection) { Parameters = { Pg.Parameter(lockKey) } };
            await give.ExecuteNonQueryAsync();
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or InvalidOperationException)
        {
            // It ends with the connection.
        }
    }

    private static async Task CloseAsync(NpgsqlConnection? connection)
    {
        if (connection is not null)
            await connection.DisposeAsync();
    }
}
