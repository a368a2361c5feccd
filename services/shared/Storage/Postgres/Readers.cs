using Npgsql;

namespace FactoryTwin.Storage.Postgres;

/// <summary>Connections that read, each lent to one reader at a time. A read sees the last commit before its first statement.</summary>
internal sealed class Readers(NpgsqlDataSource source, string place) : IAsyncDisposable
{
    private volatile bool closed;

    /// <summary>Runs one statement and calls <paramref name="row"/> for each row; a long one ends early when the caller gives up.</summary>
    public Task ReadAsync(NpgsqlBatchCommand command, Action<NpgsqlDataReader> row, CancellationToken cancellationToken) =>
        ReadAsync([(command, row)], cancellationToken);

    /// <summary>Runs the statements in one message, each with what takes its rows.</summary>
    /// <exception cref="StoreUnavailableException">The server cannot be reached.</exception>
    public async Task ReadAsync(IReadOnlyList<(NpgsqlBatchCommand Command, Action<NpgsqlDataReader> Row)> commands, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(closed, this);
        for (var again = true; ; again = false)
        {
            var rows = 0;
            try
            {
                await RunAsync(commands, () => rows++, cancellationToken);
                return;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && Failures.Passing(exception, place) is not null)
            {
                if (!again || rows > 0)
                    throw Failures.Passing(exception, place)!;
                // Connections that lay idle while the server was restarted are found dead at their next use; new ones are tried once.
                source.Clear();
            }
        }
    }

    private async Task RunAsync(IReadOnlyList<(NpgsqlBatchCommand Command, Action<NpgsqlDataReader> Row)> commands, Action counted, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var (command, _) in commands)
            batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var (_, row) in commands)
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                counted();
                row(reader);
            }
            await reader.NextResultAsync(cancellationToken);
        }
    }

    public ValueTask DisposeAsync()
    {
        closed = true;
        return source.DisposeAsync();
    }
}
