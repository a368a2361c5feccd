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
        var (rows, tries) = (0, 0);
        await TryTwiceAsync(async () =>
        {
            await RunAsync(tries++ == 0 ? commands : [.. commands.Select(each => (Pg.Again(each.Command), each.Row))], () => rows++, cancellationToken);
            return rows;
        }, () => rows == 0, cancellationToken);
    }

    /// <summary>Reads by several statements that see one state. <paramref name="opening"/> goes before the first of them.</summary>
    /// <exception cref="StoreUnavailableException">The server cannot be reached.</exception>
    public Task<T> SnapshotAsync<T>(string opening, Func<Snapshot, T> read, CancellationToken cancellationToken) => TryTwiceAsync(async () =>
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        // Its statements follow one another as the reading goes on, so it is written as a plain loop; one of the bounded connections is held all the while.
        return await Task.Run(() =>
        {
            using var snapshot = new Snapshot(connection, opening, cancellationToken);
            return read(snapshot);
        }, cancellationToken);
    }, () => true, cancellationToken);

    private async Task<T> TryTwiceAsync<T>(Func<Task<T>> run, Func<bool> mayRunAgain, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(closed, this);
        for (var again = true; ; again = false)
        {
            try
            {
                return await run();
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && Failures.Passing(exception, place) is not null)
            {
                if (!again || !mayRunAgain())
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
