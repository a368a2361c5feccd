using System.Diagnostics;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Testing;

namespace FactoryTwin.Interop.Tests.Service;

/// <summary>The interop test service on our server.</summary>
internal sealed class InteropService : TestService.TestServiceBase
{
    private const string EchoInitial = "x-grpc-test-echo-initial";
    private const string EchoTrailing = "x-grpc-test-echo-trailing-bin";

    public override async Task<Empty> EmptyCall(Empty request, ServerCallContext context)
    {
        await StartAsync(context);
        return new Empty();
    }

    public override async Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context)
    {
        await StartAsync(context, request.ResponseCompressed?.Value == true);
        CheckCompression(request.ExpectCompressed, context, 0);
        CheckStatus(request.ResponseStatus);
        return new SimpleResponse { Payload = Zeros(request.ResponseSize) };
    }

    public override async Task<SimpleResponse> CacheableUnaryCall(SimpleRequest request, ServerCallContext context)
    {
        await context.WriteResponseHeadersAsync(new Metadata { { "cache-control", "max-age=60, public" } });
        var now = Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture);
        return new SimpleResponse { Payload = new Payload { Body = ByteString.CopyFrom(now, Encoding.ASCII) } };
    }

    public override async Task StreamingOutputCall(
        StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        await StartAsync(context, request.ResponseParameters.Any(parameters => parameters.Compressed?.Value == true));
        await AnswerAsync(request, responseStream, context);
        CheckStatus(request.ResponseStatus);
    }

    public override async Task<StreamingInputCallResponse> StreamingInputCall(
        IAsyncStreamReader<StreamingInputCallRequest> requestStream, ServerCallContext context)
    {
        var (size, index) = (0, 0);
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            CheckCompression(request.ExpectCompressed, context, index++);
            size += request.Payload.Body.Length;
        }
        return new StreamingInputCallResponse { AggregatedPayloadSize = size };
    }

    public override async Task FullDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requestStream, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        await StartAsync(context);
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            CheckStatus(request.ResponseStatus);
            await AnswerAsync(request, responseStream, context);
        }
    }

    public override async Task HalfDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requestStream, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        var requests = new List<StreamingOutputCallRequest>();
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken)) requests.Add(request);
        foreach (var request in requests) await AnswerAsync(request, responseStream, context);
    }

    /// <summary>Echoes the metadata that the contract names, and tells in "x-seen-" trailers what the server saw of the call.</summary>
    private static async Task StartAsync(ServerCallContext context, bool compress = false)
    {
        var headers = new Metadata();
        if (context.RequestHeaders.GetValue(EchoInitial) is { } text) headers.Add(EchoInitial, text);
        if (context.RequestHeaders.GetValueBytes(EchoTrailing) is { } bytes) context.ResponseTrailers.Add(EchoTrailing, bytes);
        if (Activity.Current?.ParentId is { } parent) context.ResponseTrailers.Add("x-seen-traceparent", parent);
        if (context.AuthContext.IsPeerAuthenticated) context.ResponseTrailers.Add("x-seen-identity", context.AuthContext.PeerIdentity.First().Value);
        if (context.Deadline != DateTime.MaxValue)
        {
            var left = (context.Deadline - DateTime.UtcNow).TotalMilliseconds;
            context.ResponseTrailers.Add("x-seen-timeout-ms", left.ToString("0", CultureInfo.InvariantCulture));
        }
        if (compress) headers.Add("grpc-internal-encoding-request", "gzip");
        if (headers.Count > 0) await context.WriteResponseHeadersAsync(headers);
    }

    private static async Task AnswerAsync(StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responses, ServerCallContext context)
    {
        foreach (var parameters in request.ResponseParameters)
        {
            if (parameters.IntervalUs > 0) await Task.Delay(TimeSpan.FromMicroseconds(parameters.IntervalUs), context.CancellationToken);
            responses.WriteOptions = new WriteOptions(parameters.Compressed?.Value == true ? WriteFlags.None : WriteFlags.NoCompress);
            await responses.WriteAsync(new StreamingOutputCallResponse { Payload = Zeros(parameters.Size) });
        }
    }

    private static void CheckCompression(BoolValue? expected, ServerCallContext context, int index)
    {
        if (expected is not null && expected.Value != MessageFlags.Of(context)[index])
            throw new RpcException(new Status(StatusCode.InvalidArgument, "The message's compression is not as announced."));
    }

    private static void CheckStatus(EchoStatus? asked)
    {
        if (asked is not null) throw new RpcException(new Status((StatusCode)asked.Code, asked.Message));
    }

    private static Payload Zeros(int size) => new() { Body = ByteString.CopyFrom(new byte[size]) };
}
