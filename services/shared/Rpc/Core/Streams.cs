namespace Grpc.Core;

/// <summary>Messages that come in, one after the other.</summary>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message of the last <see cref="MoveNext"/> that gave true.</summary>
    T Current { get; }

    /// <summary>False at the end of a stream that ended well.</summary>
    /// <exception cref="RpcException">The call ended with another status than OK.</exception>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}

/// <summary>Messages that go out. One write at a time.</summary>
public interface IAsyncStreamWriter<in T>
{
    WriteOptions? WriteOptions { get; set; }

    Task WriteAsync(T message);

    Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return WriteAsync(message);
    }
}

/// <summary>A client's stream of requests.</summary>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Tells the server that no more requests come.</summary>
    Task CompleteAsync();
}

/// <summary>A server's stream of responses.</summary>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>;

/// <summary>Conveniences over <see cref="IAsyncStreamReader{T}"/>.</summary>
public static class AsyncStreamReaderExtensions
{
    public static Task<bool> MoveNext<T>(this IAsyncStreamReader<T> streamReader) => streamReader.MoveNext(CancellationToken.None);

    public static async IAsyncEnumerable<T> ReadAllAsync<T>(
        this IAsyncStreamReader<T> streamReader,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await streamReader.MoveNext(cancellationToken)) yield return streamReader.Current;
    }
}
