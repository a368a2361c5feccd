using Npgsql;

namespace FactoryTwin.Storage.Postgres;

/// <summary>Statements of one reader that see one state of the store.</summary>
internal sealed class Snapshot(NpgsqlConnection connection, string opening, CancellationToken cancellationToken) : IDisposable
{
    private bool begun;

    /// <summary>Runs a statement and calls <paramref name="row"/> for each row.</summary>
    public void Read(NpgsqlBatchCommand command, Action<NpgsqlDataReader> row)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var batch = new NpgsqlBatch(connection);
        if (!begun)
        {
            batch.BatchCommands.Add(Pg.Sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
            batch.BatchCommands.Add(Pg.Sql(opening));
            begun = true;
        }
        batch.BatchCommands.Add(command);
        using var reader = batch.ExecuteReader();
        while (reader.Read())
            row(reader);
    }

    public void Dispose()
    {
        if (!begun || connection.FullState != System.Data.ConnectionState.Open)
            return;
        using var end = new NpgsqlCommand("ROLLBACK", connection);
        end.ExecuteNonQuery();
    }
}
