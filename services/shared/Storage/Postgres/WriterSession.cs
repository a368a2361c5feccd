using FactoryTwin.Storage.Postgres.Histories;
using Npgsql;

namespace FactoryTwin.Storage.Postgres;

/// <summary>
/// The connection that writes, used by the writer's thread alone. What has no answer to wait for is kept back and goes along with the
/// next read or with the commit, so that a usual write costs two messages and not one a statement.
/// </summary>
internal sealed class WriterSession(NpgsqlDataSource source, string place) : IDisposable
{
    private readonly PendingWrites earlier = new();
    private readonly PendingWrites current = new();
    private NpgsqlConnection? connection;
    private bool sent;
    private bool savepoint;
    private bool inWork;
    private bool broken;
    private bool committing;
    private int finished;

    /// <summary>Grows when what is remembered of the tables' contents may not hold any more: another process wrote, or a work was undone.</summary>
    public int Epoch { get; private set; }

    /// <summary>Documents and heads of journal entries; to be believed once the transaction has begun (<see cref="EnsureBegun"/>).</summary>
    public WriterMemory Memory { get; } = new();

    /// <summary>True where the transaction has something to commit.</summary>
    public bool Writes { get; private set; }

    /// <summary>True from when the commit was sent: a failure then says nothing yet about whether it happened.</summary>
    public bool CommitUnderWay { get; private set; }

    public void Begin(IEnumerable<(NpgsqlBatchCommand Command, Action<NpgsqlDataReader>? Rows)> opening)
    {
        Reset();
        foreach (var (command, rows) in opening)
            earlier.Add(command, rows);
    }

    public void StartWork() => (inWork, savepoint) = (true, false);

    public void FinishWork()
    {
        if (savepoint)
            current.Add(Pg.Sql("RELEASE SAVEPOINT work"));
        earlier.Take(current);
        (inWork, savepoint) = (false, false);
        finished++;
    }

    /// <summary>Undoes the running work; false where only undoing the whole transaction would.</summary>
    public bool TryUndoWork()
    {
        current.Clear();
        inWork = false;
        ForgetContents();
        if (!savepoint)
            return !broken && (finished > 0 || !sent);
        savepoint = false;
        broken = !(IsConnected && TryExecute("ROLLBACK TO SAVEPOINT work; RELEASE SAVEPOINT work"));
        return !broken;
    }

    /// <summary>True where the connection lives and no finished work would go with the transaction.</summary>
    public bool CanBeginAgain => finished == 0 && IsConnected;

    /// <summary>Keeps a write back until the next read or the commit.</summary>
    public void Defer(NpgsqlBatchCommand command)
    {
        Writes = true;
        current.Add(command);
    }

    /// <summary>Keeps a sample back likewise.</summary>
    public void Defer(string table, SampleRow row)
    {
        Writes = true;
        current.Add(table, row);
    }

    /// <summary>Makes sure that the transaction has begun, so that <see cref="Epoch"/> is of now.</summary>
    public void EnsureBegun()
    {
        if (!sent)
            Flush();
    }

    /// <summary>Sends what was kept back, then this, and reads its rows.</summary>
    public void Query(NpgsqlBatchCommand command, Action<NpgsqlDataReader> read) => Ask(command, read);

    /// <summary>As <see cref="Query(NpgsqlBatchCommand, Action{NpgsqlDataReader})"/> for a statement that writes and answers.</summary>
    public void Change(NpgsqlBatchCommand command, Action<NpgsqlDataReader>? read = null)
    {
        Writes = true;
        Ask(command, read);
    }

    private void Ask(NpgsqlBatchCommand command, Action<NpgsqlDataReader>? read)
    {
        if (current.Samples.Count > 0)
            Flush(); // they go before what may look for them
        current.Add(command, read);
        Flush();
    }

    private void Flush()
    {
        Send(earlier);
        if (inWork && finished > 0 && !savepoint)
        {
            current.Commands.Insert(0, (Pg.Sql("SAVEPOINT work"), null));
            savepoint = true;
        }
        Send(current);
    }

    /// <summary>Sends the rest, what <paramref name="closing"/> adds where something is written, and commits.</summary>
    public void Commit(Func<IEnumerable<NpgsqlBatchCommand>> closing)
    {
        if (!sent && !Writes)
        {
            Reset();
            return;
        }
        SendSamples(earlier);
        if (Writes && !sent)
            SendCommands(earlier); // the turn is read before it is counted on
        foreach (var command in Writes ? closing() : [])
            earlier.Add(command);
        earlier.Add(Pg.Sql("COMMIT"));
        committing = true;
        Send(earlier);
        Reset();
    }

    /// <summary>Ends the transaction; a connection that does not take that is given up.</summary>
    public void Rollback()
    {
        if (sent && !TryExecute("ROLLBACK"))
            Drop();
        ForgetContents();
        Reset();
    }

    public void ForgetContents()
    {
        Epoch++;
        Memory.Clear();
    }

    /// <summary>Closes the connection; the next transaction opens another.</summary>
    public void Drop()
    {
        connection?.Dispose();
        connection = null;
    }

    public void Dispose() => Drop();

    private void Reset()
    {
        earlier.Clear();
        current.Clear();
        (sent, savepoint, inWork, broken, committing, finished) = (false, false, false, false, false, 0);
        (Writes, CommitUnderWay) = (false, false);
    }

    private void Send(PendingWrites writes)
    {
        if (writes.IsEmpty)
            return;
        SendSamples(writes);
        SendCommands(writes);
    }

    /// <summary>Few samples become a statement among the others; many are copied, after the statements before them.</summary>
    private void SendSamples(PendingWrites writes)
    {
        if (writes.Samples.Count == 0)
            return;
        var copies = new List<(string Table, List<SampleRow> Rows)>();
        foreach (var (table, rows) in writes.Samples)
        {
            if (SampleCopy.IsWorthIt(rows))
                copies.Add((table, rows));
            else
                writes.Add(SampleCopy.Insert(table, rows));
        }
        writes.Samples.Clear();
        if (copies.Count == 0)
            return;
        SendCommands(writes);
        foreach (var (table, rows) in copies)
            Guarded(() => SampleCopy.Copy(Connection(), table, rows));
    }

    private void SendCommands(PendingWrites writes)
    {
        if (writes.Commands.Count == 0)
            return;
        Guarded(() => Execute(writes.Commands));
        writes.Commands.Clear();
    }

    /// <summary>A connection that lay idle while the server was restarted is found dead at its next use: a new one is tried once.</summary>
    private void Execute(List<(NpgsqlBatchCommand Command, Action<NpgsqlDataReader>? Rows)> commands)
    {
        var begins = !sent && !committing && IsConnected;
        var answered = false;
        try
        {
            ExecuteOnce(commands, () => answered = true);
        }
        catch (Exception exception) when (begins && !answered && !IsConnected && Failures.Passing(exception, place) is not null)
        {
            sent = false;
            ExecuteOnce(commands.ConvertAll(each => (Pg.Again(each.Command), each.Rows)), () => { });
        }
    }

    private void ExecuteOnce(List<(NpgsqlBatchCommand Command, Action<NpgsqlDataReader>? Rows)> commands, Action answered)
    {
        using var batch = new NpgsqlBatch(Connection());
        foreach (var (command, _) in commands)
            batch.BatchCommands.Add(command);
        (sent, CommitUnderWay) = (true, committing);
        using var reader = batch.ExecuteReader();
        foreach (var (_, rows) in commands)
        {
            if (rows is null)
                continue;
            answered();
            rows(reader);
            reader.NextResult();
        }
        while (reader.NextResult()) { }
    }

    private bool IsConnected => connection is { FullState: System.Data.ConnectionState.Open };

    private NpgsqlConnection Connection()
    {
        if (IsConnected)
            return connection!;
        if (sent)
            throw new StoreUnavailableException($"The connection to the store '{place}' was lost within a transaction; nothing of it is stored.");
        Drop();
        ForgetContents();
        return connection = source.OpenConnection();
    }

    private void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            broken = true;
            if (Failures.Passing(exception, place) is { } passing && passing != exception)
                throw passing;
            throw;
        }
    }

    private bool TryExecute(string sql)
    {
        try
        {
            using var command = new NpgsqlCommand(sql, connection);
            command.ExecuteNonQuery();
            return true;
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or IOException)
        {
            return false;
        }
    }
}
