using System.Diagnostics;
using System.Threading.Channels;
using FactoryTwin.TestThings.V1;
using FactoryTwin.Hosting;
using Grpc.Core;

namespace FactoryTwin.Gateway.Tests;

/// <summary>A real service with a listener of its own.</summary>
internal sealed class ThingsModule : ServiceModule
{
    public ThingsService Service { get; } = new();

    /// <summary>Its readiness, as the test wants it.</summary>
    public bool Ready { get; set; } = true;

    public override string Name => "things";

    public override string Description => "Things for tests.";

    public override string Owner => "testers";

    public override void Build(IServiceModuleBuilder builder)
    {
        Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton(builder.Services, Service);
        Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton(builder.Services, this);
        builder.Serves<ThingsService>().ReadyWhen<AsTheTestWants>();
    }

    private sealed class AsTheTestWants(ThingsModule module) : IReadinessCheck
    {
        public string Name => "test";

        public ValueTask<Readiness> CheckAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult(new Readiness(module.Ready, "the test says no"));
    }
}

/// <summary>Answers with what it was asked.</summary>
internal sealed class ThingsService : Things.ThingsBase
{
    /// <summary>More than all buffers between a service and a caller take.</summary>
    public const int LargeText = 48 << 20;

    /// <summary>What WatchThings sends.</summary>
    public Channel<Thing> Watched { get; } = Channel.CreateUnbounded<Thing>();

    public override Task<Thing> GetThing(Thing request, ServerCallContext context) => Task.FromResult(new Thing(request)
    {
        Text = new string('x', request.Name == "things/large" ? LargeText : 5000),
        Number = context.RequestHeaders.GetAll("x-request-id").Count(),
    });

    public override Task<Thing> ChangeThing(Thing request, ServerCallContext context) => Task.FromResult(request);

    /// <summary>Tells of the thing "traced" whose span the call's own is part of.</summary>
    public override Task<Thing> GetOpenThing(Thing request, ServerCallContext context) => Task.FromResult(
        request.Name.EndsWith("traced", StringComparison.Ordinal)
            ? new Thing(request) { Text = $"{Activity.Current?.TraceId} {Activity.Current?.TraceStateString}" } : request);

    public override Task<Thing> HandleThing(Thing request, ServerCallContext context) => Task.FromResult(new Thing(request) { Text = "handled" });

    public override async Task WatchThings(Thing request, IServerStreamWriter<Thing> responseStream, ServerCallContext context)
    {
        await foreach (var thing in Watched.Reader.ReadAllAsync(context.CancellationToken))
            await responseStream.WriteAsync(thing, context.CancellationToken);
    }

    public override async Task<Thing> CountThings(IAsyncStreamReader<Thing> requestStream, ServerCallContext context)
    {
        var thing = new Thing();
        while (await requestStream.MoveNext(context.CancellationToken))
            thing.Number++;
        return thing;
    }

    public override async Task EchoThings(IAsyncStreamReader<Thing> requestStream, IServerStreamWriter<Thing> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
            await responseStream.WriteAsync(requestStream.Current, context.CancellationToken);
    }

    public override async Task<Thing> ImportThings(IAsyncStreamReader<ImportThingsRequest> requestStream, ServerCallContext context)
    {
        var thing = new Thing();
        while (await requestStream.MoveNext(context.CancellationToken))
            thing.Number += requestStream.Current.File.Data.Length;
        return thing;
    }

    public override async Task<Thing> WaitForThing(Thing request, ServerCallContext context)
    {
        await Task.Delay(Timeout.Infinite, context.CancellationToken);
        return request;
    }
}
