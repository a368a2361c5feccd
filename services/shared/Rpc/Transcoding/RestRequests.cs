using System.Buffers;
using FactoryTwin.Rpc.Json;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Makes the requests of one REST call out of path, query, headers and body.</summary>
internal sealed class RestRequests(
    HttpContext http, RestBinding binding, ProtoJson json, TranscodingOptions options, IReadOnlyList<string> segments, FieldNames names)
{
    private byte[]? _body;

    /// <summary>
    /// The requests of the call. Nothing is looked at before the first is asked for: not even the parameters of a caller who may
    /// not call.
    /// </summary>
    /// <param name="etag">The etag of If-Match; null where there is none.</param>
    public IRequestBytes With(string? etag)
    {
        var request = http.Request;
        var composer = new Lazy<RequestComposer>(() => new RequestComposer(binding, json, Parameters(), etag, names));
        if (!binding.HasBody)
            return new ReadyRequest(() => composer.Value.WithoutBody());
        return (binding.HasRawBody, binding.Method.IsClientStreaming) switch
        {
            (true, true) => new RawPieces(request, composer, options.MaxStreamBytes),
            (true, false) => new SingleRequest(async cancellation =>
            {
                _body ??= await RequestBody.ReadAllAsync(request, options.MaxRawBytes, cancellation);
                return composer.Value.FromBytes(request.ContentType ?? "", new ReadOnlySequence<byte>(_body));
            }),
            (false, false) => new SingleRequest(async cancellation =>
            {
                _body ??= await RequestBody.ReadJsonAsync(request, options, cancellation);
                return composer.Value.FromJson(_body);
            }),
            _ when Acceptable.IsJsonLines(request.ContentType) => new JsonLines(request, composer, options),
            _ => new JsonArrayElements(request, composer, options),
        };
    }

    private byte[] Parameters()
    {
        using var parameters = new ParameterBinder(binding, json.Types, names);
        if (Resumption.RequestField(binding.Method) is { } token && http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last)
            parameters.Preset(token, last);
        return parameters.Bind(segments, http.Request.Query);
    }
}
