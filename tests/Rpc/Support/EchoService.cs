using System.Collections.Concurrent;
using FactoryTwin.Rpc.Tests.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FactoryTwin.Rpc.Tests.Support;

/// <summary>The test service. It sends back the metadata whose keys begin with "echo-": in the headers, and with "trailer-" before it in the trailers.</summary>
internal sealed class EchoService : Echo.EchoBase
{
    private int _unaryCalls;

    /// <summary>Calls that hang, by their text, and duplex calls, by their last text: the task ends with the handler.</summary>
    public ConcurrentDictionary<string, TaskCompletionSource> Hanging { get; } = new(StringComparer.Ordinal);

    /// <summary>Unary calls that reached the handler.</summary>
    public int UnaryCalls => Volatile.Read(ref _unaryCalls);

    public override async Task<EchoResponse> Unary(EchoRequest request, ServerCallContext context)
    {
        Interlocked.Increment(ref _unaryCalls);
        await EchoMetadataAsync(context);
        if (request.Hang) await HangAsync(request, context);
        Fail(request);
        return Answer(request, 0);
    }

    public override Task<EchoResponse> SafeUnary(EchoRequest request, ServerCallContext context) => Unary(request, context);

    public override Task<EchoResponse> RepeatableUnary(EchoRequest request, ServerCallContext context) => Unary(request, context);

    public override async Task ServerStream(EchoRequest request, IServerStreamWriter<EchoResponse> responseStream, ServerCallContext context)
    {
        await EchoMetadataAsync(context);
        for (var i = 0; i < request.Count; i++) await responseStream.WriteAsync(Answer(request, i));
        if (request.Hang) await HangAsync(request, context);
        Fail(request);
    }

    public override async Task<EchoResponse> ClientStream(IAsyncStreamReader<EchoRequest> requestStream, ServerCallContext context)
    {
        await EchoMetadataAsync(context);
        var texts = new List<string>();
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            if (request.Hang) await HangAsync(request, context);
            Fail(request);
            texts.Add(request.Text);
        }
        return new EchoResponse { Text = string.Join(',', texts), Index = texts.Count };
    }

    public override async Task Duplex(
        IAsyncStreamReader<EchoRequest> requestStream, IServerStreamWriter<EchoResponse> responseStream, ServerCallContext context)
    {
        await EchoMetadataAsync(context);
        var index = 0;
        var last = "";
        try
        {
            await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            {
                if (request.Hang) await HangAsync(request, context);
                Fail(request);
                last = request.Text;
                await responseStream.WriteAsync(Answer(request, index++));
            }
        }
        finally
        {
            Hanging.GetOrAdd(last, _ => new TaskCompletionSource()).TrySetResult();
        }
    }

    public Task CancelledAsync(string text) => Hanging.GetOrAdd(text, _ => new TaskCompletionSource()).Task.WaitAsync(TimeSpan.FromSeconds(20));

    private static EchoResponse Answer(EchoRequest request, int index) => new()
    {
        Text = request.Text,
        Payload = request.ResponseSize > 0 ? ByteString.CopyFrom(new byte[request.ResponseSize]) : request.Payload,
        Index = index,
    };

    private static void Fail(EchoRequest request)
    {
        if (request.FailCode == (int)StatusCode.InvalidArgument) throw RpcErrors.InvalidArgument(("text", request.FailMessage));
        if (request.FailCode == -1) throw new InvalidOperationException(request.FailMessage);
        if (request.FailCode != 0) throw new RpcException(new Status((StatusCode)request.FailCode, request.FailMessage));
    }

    private static async Task EchoMetadataAsync(ServerCallContext context)
    {
        var headers = new Metadata();
        foreach (var entry in context.RequestHeaders.Where(entry => entry.Key.StartsWith("echo-", StringComparison.Ordinal)))
        {
            headers.Add(entry);
            context.ResponseTrailers.Add(entry.IsBinary
                ? new Metadata.Entry("trailer-" + entry.Key, entry.ValueBytes)
                : new Metadata.Entry("trailer-" + entry.Key, entry.Value));
        }
        if (headers.Count > 0) await context.WriteResponseHeadersAsync(headers);
    }

    private async Task HangAsync(EchoRequest request, ServerCallContext context)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        }
        finally
        {
            Hanging.GetOrAdd(request.Text, _ => new TaskCompletionSource()).TrySetResult();
        }
    }
}
