using FactoryTwin.Storage.Writing;
using Npgsql;

namespace FactoryTwin.Storage.Postgres;

/// <summary>
/// Transactions that follow one another, also across processes: each takes the schema's lock first. So outbox ids are in the order of
/// the commits, without gaps that fill later, and a work that reads and then writes loses nobody's update.
/// </summary>
internal sealed class PostgresCommitter(PostgresStoreOptions options, WriterSession session, TimeProvider time, Func<PostgresTransaction> start)
    : ICommitter<PostgresTransaction>
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(200);
    private readonly long lockKey = Pg.LockKey(options.Schema, "writer");
    private readonly Guid writer = Guid.NewGuid();
    private long turn;
    private long lastTurn = -1;

    /// <summary>Statements that go right before the commit, for example a notification.</summary>
    public Func<IEnumerable<NpgsqlBatchCommand>> Closing { get; set; } = () => [];

    public void Begin() => session.Begin(Opening());

    public PostgresTransaction StartWork()
    {
        session.StartWork();
        return start();
    }

    public void FinishWork() => session.FinishWork();

    public bool TryUndoWork()
    {
        if (session.TryUndoWork())
            return true;
        if (!session.CanBeginAgain)
            return false;
        session.Rollback();
        Begin();
        return true;
    }

    public void Commit()
    {
        var writes = session.Writes;
        try
        {
            session.Commit(() => Closing().Append(Mark()));
        }
        catch (Exception exception) when (writes && session.CommitUnderWay && !Failures.IsCertain(exception.InnerException ?? exception))
        {
            session.Drop();
            if (!Resolve(exception))
                throw;
        }
        if (writes)
            lastTurn = turn;
    }

    public void Rollback() => session.Rollback();

    public void AfterCommit()
    {
    }

    // Each reads what was committed before it began: the lock is a statement of its own before all that read.
    private IEnumerable<(NpgsqlBatchCommand, Action<NpgsqlDataReader>?)> Opening() =>
    [
        (Pg.Sql("BEGIN ISOLATION LEVEL READ COMMITTED"), null),
        (Pg.Sql("SELECT pg_advisory_xact_lock($1)", lockKey), _ => { }),
        (Pg.Sql("SELECT id, turn FROM writer ORDER BY turn DESC LIMIT 1"), TakeTurn),
    ];

    private void TakeTurn(NpgsqlDataReader row)
    {
        var (last, mine) = row.Read() ? (row.GetInt64(1), row.GetGuid(0) == writer) : (0, false);
        if (!mine || last != lastTurn)
            session.ForgetContents();
        turn = last + 1;
    }

    private NpgsqlBatchCommand Mark() => Pg.Sql(
        "INSERT INTO writer VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET turn = excluded.turn, time = excluded.time", writer, turn, time.GetUtcNow().UtcTicks);

    /// <summary>The connection broke while the commit was under way: whether it happened is read from the mark that it wrote.</summary>
    private bool Resolve(Exception broken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                var marked = -1L;
                session.Rollback();
                session.Begin([
                    (Pg.Sql("BEGIN ISOLATION LEVEL READ COMMITTED"), null),
                    (Pg.Sql("SELECT pg_advisory_xact_lock($1)", lockKey), _ => { }),
                ]);
                session.Query(Pg.Sql("SELECT turn FROM writer WHERE id = $1", writer), row => marked = row.Read() ? row.GetInt64(0) : -1);
                session.Rollback();
                return marked == turn;
            }
            catch (StoreUnavailableException) when (time.GetElapsedTime(began) < options.OutcomeLimit)
            {
                Task.Delay(AskAgain, time).GetAwaiter().GetResult();
            }
            catch (StoreUnavailableException)
            {
                throw new StoreUnavailableException(
                    $"The connection to the store '{options.Place}' was lost while a commit was under way, and it is unknown whether it happened: the server did not come back within {options.OutcomeLimit.TotalSeconds:0} s.", broken);
            }
        }
    }
}
