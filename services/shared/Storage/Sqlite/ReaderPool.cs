using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FactoryTwin.Storage.Sqlite;

/// <summary>Read-only connections, each lent to one reader at a time. A read sees the last commit before its first statement.</summary>
internal sealed class ReaderPool : IAsyncDisposable
{
    private readonly Channel<Database> idle;
    private readonly int size;

    public ReaderPool(SqliteStoreOptions options)
    {
        size = options.Readers;
        idle = Channel.CreateBounded<Database>(size);
        for (var i = 0; i < size; i++)
            idle.Writer.TryWrite(Database.Open(options.Path, SqliteOpenMode.ReadOnly, options.BusyTimeout));
    }

    /// <summary>Reads with a connection; a long statement ends early when the caller gives up.</summary>
    public async ValueTask<T> ReadAsync<T>(Func<Database, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Database database;
        try
        {
            database = await idle.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException exception)
        {
            throw new ObjectDisposedException("The store is closed.", exception);
        }
        try
        {
            await using var registration = cancellationToken.UnsafeRegister(static state => ((Database)state!).Interrupt(), database);
            return read(database);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == raw.SQLITE_INTERRUPT)
        {
            throw new OperationCanceledException("The read was cancelled.", exception, cancellationToken);
        }
        finally
        {
            if (!idle.Writer.TryWrite(database))
                database.Dispose();
        }
    }

    /// <summary>Waits for running reads, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < size; i++)
        {
            try
            {
                (await idle.Reader.ReadAsync()).Dispose();
            }
            catch (ChannelClosedException)
            {
                return;
            }
        }
        idle.Writer.TryComplete();
    }
}
