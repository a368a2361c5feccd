using FactoryTwin.Fuzz.V1;
using FactoryTwin.Hosting;
using Google.Api;
using Google.Protobuf;
using Grpc.Core;

namespace FactoryTwin.Fuzz.Server;

/// <summary>A service with every kind of call and field, so that what the suite's contracts do not have yet is attacked too.</summary>
internal sealed class ProbeModule : ServiceModule
{
    public override string Name => "probe";

    public override string Description => "Answers with what it was asked.";

    public override string Owner => "testers";

    public override void Build(IServiceModuleBuilder builder) => builder.Serves<ProbeService>();
}

internal sealed class ProbeService : Probe.ProbeBase
{
    private const int MostWatched = 20;

    public override Task<Thing> GetThing(Thing request, ServerCallContext context) => Task.FromResult(request);

    public override Task<Thing> EchoThing(Thing request, ServerCallContext context) => Task.FromResult(request);

    public override Task<Thing> UpdateThing(UpdateThingRequest request, ServerCallContext context) => Task.FromResult(request.Thing ?? new Thing());

    public override async Task WatchThings(Thing request, IServerStreamWriter<Thing> responseStream, ServerCallContext context)
    {
        for (var sent = 0; sent < Math.Min(request.Count, MostWatched); sent++)
            await responseStream.WriteAsync(request, context.CancellationToken);
    }

    public override async Task<Thing> CountThings(IAsyncStreamReader<Thing> requestStream, ServerCallContext context)
    {
        var thing = new Thing();
        while (await requestStream.MoveNext(context.CancellationToken))
            thing.LongNumber++;
        return thing;
    }

    public override async Task EchoThings(IAsyncStreamReader<Thing> requestStream, IServerStreamWriter<Thing> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
            await responseStream.WriteAsync(requestStream.Current, context.CancellationToken);
    }

    public override async Task<Thing> UploadThing(IAsyncStreamReader<UploadThingRequest> requestStream, ServerCallContext context)
    {
        var thing = new Thing();
        while (await requestStream.MoveNext(context.CancellationToken))
            thing.LongNumber += requestStream.Current.File?.Data.Length ?? 0;
        return thing;
    }

    public override Task<HttpBody> DownloadThing(Thing request, ServerCallContext context) =>
        Task.FromResult(new HttpBody { ContentType = "text/plain", Data = ByteString.CopyFromUtf8(request.Text) });
}
