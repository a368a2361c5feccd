using FactoryTwin.Hosting.Subscriptions;
using FactoryTwin.Storage;
using Grpc.Core;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace FactoryTwin.Hosting.Tests;

/// <summary>What a handler's failure says of the event: a store or a peer that is away says nothing of it, so that it must not be put aside.</summary>
internal sealed class TransientFailuresTests
{
    private static readonly Exception[] Passing =
    [
        // A connection that was lost within a transaction: nothing of the driver's is behind it.
        new StoreUnavailableException("The store is away."),
        new InvalidOperationException("The handler's own words.", new StoreUnavailableException("The store is away.")),
        new SqliteException("database is locked", 5),
        new SqliteException("database table is locked", 6),
        new SqliteException("disk I/O error", 10),
        new SqliteException("database or disk is full", 13),
        new PostgresException("terminating connection due to administrator command", "FATAL", "FATAL", PostgresErrorCodes.AdminShutdown),
        new TimeoutException(),
        new RpcException(new Status(StatusCode.Unavailable, "away")),
        new RpcException(new Status(StatusCode.DeadlineExceeded, "slow")),
        new RpcException(new Status(StatusCode.ResourceExhausted, "busy")),
    ];

    private static readonly Exception[] Lasting =
    [
        new InvalidDataException("not a price"),
        new RpcException(new Status(StatusCode.InvalidArgument, "wrong")),
        new RpcException(new Status(StatusCode.NotFound, "none")),
        new SqliteException("constraint failed", 19),
        new PostgresException("duplicate key", "ERROR", "ERROR", PostgresErrorCodes.UniqueViolation),
        new EtagMismatchException("a", "1", "2"),
        new InvalidOperationException("The handler's own words.", new InvalidDataException("not a price")),
    ];

    [TestCaseSource(nameof(Passing))]
    public void What_passes_by_itself_is_waited_for(Exception failure) => Assert.That(TransientFailures.IsTransient(failure), Is.True, failure.ToString());

    [TestCaseSource(nameof(Lasting))]
    public void What_stays_puts_the_event_aside(Exception failure) => Assert.That(TransientFailures.IsTransient(failure), Is.False, failure.ToString());
}
