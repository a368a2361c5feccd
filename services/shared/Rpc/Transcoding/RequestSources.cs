using Google.Protobuf;
using FactoryTwin.Rpc.Server;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>One message, made when the handler asks for it: after the interceptors, so that nothing is read for a caller who may not call.</summary>
internal sealed class SingleSource(Func<CancellationToken, ValueTask<IMessage>> read) : IMessageSource
{
    private bool _done;

    public async ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_done)
            return null;
        _done = true;
        return await read(cancellationToken);
    }
}

/// <summary>Turns the server's own complaints about a body into statuses.</summary>
internal sealed class CheckedSource(IMessageSource inner) : IMessageSource
{
    public async ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await inner.ReadAsync(cancellationToken);
        }
        catch (BadHttpRequestException fault)
        {
            throw fault.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? RpcErrors.Create(Grpc.Core.StatusCode.ResourceExhausted, Problem.BodyTooLarge, "The body is larger than the server takes.")
                : RpcErrors.InvalidArgument(("", "The body ended early or cannot be read."));
        }
    }
}

/// <summary>A raw body in pieces, as they arrive; the first message is there even where the body is empty.</summary>
internal sealed class RawPieces(HttpRequest request, Lazy<BodyBinder> binder, long limit) : IMessageSource
{
    private const int MaxPiece = 64 * 1024;
    private long _read;
    private bool _first = true;
    private bool _ended;

    public async ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_ended)
            return null;
        if (_first)
            RequestBody.Allow(request, limit);
        var piece = await NextAsync(cancellationToken);
        if (piece.IsEmpty && !_first)
            return null;
        var message = binder.Value.FromBytes(_first ? request.ContentType ?? "" : "", piece);
        _first = false;
        return message;
    }

    private async ValueTask<ByteString> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await request.BodyReader.ReadAsync(cancellationToken);
            var piece = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, MaxPiece));
            if (piece.IsEmpty && !result.IsCompleted)
            {
                request.BodyReader.AdvanceTo(piece.Start);
                continue;
            }
            if (piece.IsEmpty)
            {
                _ended = true;
                request.BodyReader.AdvanceTo(piece.End);
                return ByteString.Empty;
            }
            _read += piece.Length;
            if (_read > limit)
                throw RequestBody.GivenUp(request.BodyReader, result, limit);
            var bytes = new byte[piece.Length];
            System.Buffers.BuffersExtensions.CopyTo(piece, bytes);
            request.BodyReader.AdvanceTo(piece.End);
            return UnsafeByteOperations.UnsafeWrap(bytes);
        }
    }
}
