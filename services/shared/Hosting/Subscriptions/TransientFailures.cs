using System.Data.Common;
using FactoryTwin.Storage;
using Grpc.Core;
using Microsoft.Data.Sqlite;

namespace FactoryTwin.Hosting.Subscriptions;

/// <summary>Failures of a handler that have nothing to do with the event: it waits for them to pass instead of being put aside.</summary>
internal static class TransientFailures
{
    // Result codes of SQLite: https://www.sqlite.org/rescode.html
    private const int Busy = 5;
    private const int Locked = 6;
    private const int InputOutput = 10;
    private const int Full = 13;

    public static bool IsTransient(Exception exception) => exception switch
    {
        RpcException { StatusCode: StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted } => true,
        // Also where the connection was lost within a transaction, which has no failure of the driver behind it.
        StoreUnavailableException => true,
        SqliteException { SqliteErrorCode: Busy or Locked or InputOutput or Full } => true,
        DbException { IsTransient: true } or TimeoutException => true,
        _ => exception.InnerException is { } inner && IsTransient(inner),
    };
}
