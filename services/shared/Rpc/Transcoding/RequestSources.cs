using FactoryTwin.Rpc.Server;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>The requests of a REST call, encoded.</summary>
internal interface IRequestBytes
{
    /// <summary>The next request, or null at the end.</summary>
    /// <exception cref="Grpc.Core.RpcException">It cannot be read.</exception>
    ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>One request, made when the handler asks for it: after the interceptors, so that nothing is read for a caller who may not call.</summary>
internal sealed class SingleRequest(Func<CancellationToken, ValueTask<byte[]>> read) : IRequestBytes
{
    private bool _done;

    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_done)
            return null;
        _done = true;
        return await read(cancellationToken);
    }
}

/// <summary>One request that is there without waiting; made when the handler asks for it.</summary>
internal sealed class ReadyRequest(Func<byte[]> make) : IRequestBytes
{
    private bool _done;

    /// <summary>The request, then null.</summary>
    public byte[]? Take()
    {
        if (_done)
            return null;
        _done = true;
        return make();
    }

    public ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Take());
}

/// <summary>The requests as messages.</summary>
internal sealed class ParsedRequests(IRequestBytes inner, MessageParser parser) : IReadyMessageSource
{
    public bool TryRead(out IMessage? message)
    {
        message = inner is ReadyRequest ready && ready.Take() is { } bytes ? parser.ParseFrom(bytes) : null;
        return inner is ReadyRequest;
    }

    public async ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken) =>
        await inner.ReadCheckedAsync(cancellationToken) is { } bytes ? parser.ParseFrom(bytes) : null;
}

/// <summary>The server's own complaints about a body, as statuses.</summary>
internal static class RequestBytes
{
    /// <exception cref="Grpc.Core.RpcException">The request cannot be read.</exception>
    public static async ValueTask<byte[]?> ReadCheckedAsync(this IRequestBytes requests, CancellationToken cancellationToken)
    {
        try
        {
            return await requests.ReadAsync(cancellationToken);
        }
        catch (IOException fault)
        {
            throw RequestBody.Unreadable(fault);
        }
        catch (Exception fault) when (fault is InvalidDataException || IsBrokenBrotli(fault))
        {
            throw RpcErrors.InvalidArgument(("", "The body is not encoded as its Content-Encoding says."));
        }
    }

    /// <summary>The decoder of brotli says so by an exception that else means a fault of the program; only where it comes from tells them apart.</summary>
    private static bool IsBrokenBrotli(Exception fault) => fault is InvalidOperationException { Source: "System.IO.Compression.Brotli" };
}

/// <summary>A raw body in pieces, as they arrive; the first message is there even where the body is empty.</summary>
internal sealed class RawPieces(HttpRequest request, Lazy<RequestComposer> composer, long limit) : IRequestBytes
{
    private const int MaxPiece = 64 * 1024;
    private long _read;
    private bool _first = true;
    private bool _ended;

    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        // Before anything is read: what is read and not given back when this throws costs the caller the connection, answer and all.
        var compose = composer.Value;
        if (_first)
            RequestBody.Allow(request, limit);
        while (!_ended)
        {
            var result = await request.BodyReader.ReadAsync(cancellationToken);
            var piece = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, MaxPiece));
            if (piece.IsEmpty && !result.IsCompleted)
            {
                request.BodyReader.AdvanceTo(piece.Start);
                continue;
            }
            _ended = piece.IsEmpty;
            if (_ended && !_first)
            {
                request.BodyReader.AdvanceTo(piece.End);
                return null;
            }
            _read += piece.Length;
            if (_read > limit)
                throw RequestBody.GivenUp(request.BodyReader, result, limit);
            var message = compose.FromBytes(_first ? request.ContentType ?? "" : "", piece);
            _first = false;
            request.BodyReader.AdvanceTo(piece.End);
            return message;
        }
        return null;
    }
}
