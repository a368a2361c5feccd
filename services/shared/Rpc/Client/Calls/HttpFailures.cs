using Grpc.Core;

namespace FactoryTwin.Rpc.Client;

/// <summary>What a broken call's exception means as a status.</summary>
internal static class HttpFailures
{
    private const long Cancel = 0x8;

    /// <summary>Deadlines travel as rounded durations and timers count in milliseconds: two sides never fire at the same instant.</summary>
    private static readonly TimeSpan DeadlineSlack = TimeSpan.FromMilliseconds(20);

    public static Status ToStatus(Exception exception, CallLifetime life)
    {
        if (Find<RpcException>(exception) is { } rpc) return rpc.Status;
        if (Find<ConnectFailedException>(exception) is { } connect && !life.Token.IsCancellationRequested) return connect.Status;
        if (life.Token.IsCancellationRequested) return life.CancellationStatus;
        if (Find<HttpProtocolException>(exception) is { } protocol)
        {
            // A server that keeps the deadline too may fire first and reset the stream.
            if (protocol.ErrorCode == Cancel && life.Remaining <= DeadlineSlack) return new Status(StatusCode.DeadlineExceeded, "Deadline exceeded");
            return new Status(FromHttp2(protocol.ErrorCode), "The stream was reset: " + protocol.Message, exception);
        }
        return exception switch
        {
            // Nothing failed on the way: the request's headers are more than the server announced to take. .NET tells this from a
            // connection that closed under the request ("The request was aborted.") by its words alone.
            HttpRequestException { HttpRequestError: HttpRequestError.Unknown, InnerException: null }
                when exception.Message.Contains("headers", StringComparison.OrdinalIgnoreCase) =>
                new Status(StatusCode.ResourceExhausted, exception.Message, exception),
            HttpRequestException or IOException => new Status(StatusCode.Unavailable, "The connection failed: " + Innermost(exception), exception),
            OperationCanceledException => new Status(StatusCode.Unavailable, "No connection in time.", exception),
            ObjectDisposedException => new Status(StatusCode.Cancelled, "The channel is closed.", exception),
            _ => new Status(StatusCode.Internal, "The call could not be made: " + exception.Message, exception),
        };
    }

    /// <summary>True where no server can have seen the call: there was no connection for it.</summary>
    public static bool IsUnseen(Exception exception) =>
        Find<ConnectFailedException>(exception) is not null
        || Find<HttpRequestException>(exception) is { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError };

    /// <summary>HTTP/2 error codes as gRPC maps them. NO_ERROR comes with a connection that the server closes in order.</summary>
    private static StatusCode FromHttp2(long code) => code switch
    {
        0x0 or 0x7 => StatusCode.Unavailable,
        Cancel => StatusCode.Cancelled,
        0xb => StatusCode.ResourceExhausted,
        0xc => StatusCode.PermissionDenied,
        _ => StatusCode.Internal,
    };

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found) return found;
        }
        return null;
    }

    private static string Innermost(Exception exception) => exception.GetBaseException().Message;
}
