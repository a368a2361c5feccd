using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using FactoryTwin.Rpc.Json;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>The lines of an application/x-ndjson body, one message each, as they arrive. Empty lines are skipped.</summary>
internal sealed class JsonLines(HttpRequest request, Lazy<RequestComposer> composer, TranscodingOptions options) : IRequestBytes
{
    private long _read;

    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_read == 0)
            RequestBody.Allow(request, options.MaxStreamBytes);
        while (await LineAsync(cancellationToken) is { } line)
        {
            if (!line.AsSpan().Trim(" \t\r\n"u8).IsEmpty)
                return composer.Value.FromJson(line);
        }
        return null;
    }

    private async ValueTask<byte[]?> LineAsync(CancellationToken cancellationToken)
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
            return bytes;
        }
    }
}

/// <summary>
/// A JSON array as client stream, one message an element, as they arrive; no more than one element is held. A body that is no array is a
/// stream of one message.
/// </summary>
internal sealed class JsonArrayElements(HttpRequest request, Lazy<RequestComposer> composer, TranscodingOptions options) : IRequestBytes
{
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = ProtoJson.MaxJsonDepth + 1 });
    private long _before;
    private bool _inArray;
    private bool _ended;

    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_before == 0)
            RequestBody.CheckJson(request);
        if (_before == 0)
            RequestBody.Allow(request, options.MaxStreamBytes);
        // How much of what is buffered was read as JSON already: nothing is looked at twice however it arrives.
        long scanned = 0;
        long start = -1;
        while (!_ended)
        {
            var result = await request.BodyReader.ReadAsync(cancellationToken);
            if (_before + result.Buffer.Length > options.MaxStreamBytes)
                throw RequestBody.GivenUp(request.BodyReader, result, options.MaxStreamBytes);
            if (Next(result, ref scanned, ref start) is { } element)
                return composer.Value.FromJson(element);
            // Whatever lies before an element may go.
            var keep = start >= 0 ? start : scanned;
            if (result.Buffer.Length - keep > options.MaxJsonBytes)
                throw RequestBody.GivenUp(request.BodyReader, result, options.MaxJsonBytes);
            request.BodyReader.AdvanceTo(result.Buffer.GetPosition(keep), result.Buffer.End);
            _before += keep;
            scanned -= keep;
            start = start >= 0 ? 0 : -1;
            if (result.IsCompleted)
                _ended = true;
        }
        return null;
    }

    /// <summary>The element that ends in the buffer, which is then moved past it; null where more is needed.</summary>
    private byte[]? Next(ReadResult result, ref long scanned, ref long start)
    {
        var rest = result.Buffer.Slice(scanned);
        var json = new Utf8JsonReader(rest, result.IsCompleted, _state);
        try
        {
            if (result.IsCompleted && rest.IsEmpty && _before == 0 && scanned == 0)
                return null;
            while (json.Read())
            {
                var top = _inArray ? 1 : 0;
                if (json.TokenType == JsonTokenType.StartArray && json.CurrentDepth == 0 && !_inArray)
                {
                    _inArray = true;
                    continue;
                }
                if (json.TokenType == JsonTokenType.EndArray && json.CurrentDepth == 0)
                    continue;
                if (start < 0)
                    start = scanned + json.TokenStartIndex;
                var complete = json.CurrentDepth == top && json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray);
                if (!complete)
                    continue;
                var end = scanned + json.BytesConsumed;
                if (end - start > options.MaxJsonBytes)
                    throw RequestBody.GivenUp(request.BodyReader, result, options.MaxJsonBytes);
                var element = result.Buffer.Slice(start, end - start).ToArray();
                _state = json.CurrentState;
                _before += end;
                request.BodyReader.AdvanceTo(result.Buffer.GetPosition(end));
                return element;
            }
        }
        catch (JsonException fault)
        {
            request.BodyReader.AdvanceTo(result.Buffer.End);
            throw RpcErrors.InvalidArgument(("", $"The body is not JSON: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}."));
        }
        _state = json.CurrentState;
        scanned += json.BytesConsumed;
        return null;
    }
}
