using System.Buffers;
using System.Text.Json;
using FactoryTwin.Rpc.Server;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>The lines of an application/x-ndjson body, one message each, as they arrive. Empty lines are skipped.</summary>
internal sealed class JsonLines(HttpRequest request, Lazy<BodyBinder> binder, TranscodingOptions options) : IMessageSource
{
    private long _read;

    public async ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_read == 0)
            RequestBody.Allow(request, options.MaxStreamBytes);
        while (await LineAsync(cancellationToken) is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
                return binder.Value.FromJson(line);
        }
        return null;
    }

    private async ValueTask<string?> LineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await request.BodyReader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            var end = buffer.PositionOf((byte)'\n');
            var line = end is { } position ? buffer.Slice(0, position) : buffer;
            if (line.Length > options.MaxJsonBytes)
                throw RequestBody.GivenUp(request.BodyReader, result, options.MaxJsonBytes);
            if (end is null && !result.IsCompleted)
            {
                request.BodyReader.AdvanceTo(buffer.Start, buffer.End);
                continue;
            }
            if (end is null && buffer.IsEmpty)
            {
                request.BodyReader.AdvanceTo(buffer.End);
                return null;
            }
            _read += line.Length + 1;
            if (_read > options.MaxStreamBytes + 1)
                throw RequestBody.GivenUp(request.BodyReader, result, options.MaxStreamBytes);
            var bytes = line.ToArray();
            request.BodyReader.AdvanceTo(end is { } newLine ? buffer.GetPosition(1, newLine) : buffer.End);
            return RequestBody.Text(bytes);
        }
    }
}

/// <summary>A JSON array as client stream, one message an element. It is read whole, so that it is small; use JSON lines for more.</summary>
internal sealed class JsonArrayElements(HttpRequest request, Lazy<BodyBinder> binder, TranscodingOptions options) : IMessageSource
{
    private Queue<string>? _elements;

    public async ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        _elements ??= Split(await RequestBody.ReadJsonAsync(request, options, cancellationToken));
        return _elements.TryDequeue(out var element) ? binder.Value.FromJson(element) : null;
    }

    private static Queue<string> Split(string json)
    {
        if (string.IsNullOrWhiteSpace(json))
            return [];
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? new Queue<string>(document.RootElement.EnumerateArray().Select(element => element.GetRawText()))
                : new Queue<string>([json]);
        }
        catch (JsonException fault)
        {
            throw RpcErrors.InvalidArgument(("", $"The body is not JSON: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}."));
        }
    }
}
