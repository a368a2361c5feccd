using System.Collections.Concurrent;
using FactoryTwin.Fuzz.Broken.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using Grpc.Core;

namespace FactoryTwin.Fuzz.Server;

/// <summary>A service that does what no service may do: it proves that the program sees it.</summary>
internal sealed class BrokenModule : ServiceModule
{
    public override string Name => "broken";

    public override string Description => "Does everything wrong.";

    public override string Owner => "testers";

    public override void Build(IServiceModuleBuilder builder) => builder.Serves<BrokenService>();
}

internal sealed class BrokenService : Broken.V1.Broken.BrokenBase
{
    private const int KeptBytes = 4 << 20;

    private static readonly ConcurrentBag<byte[]> Kept = [];

    public override Task<BrokenThing> Throw(BrokenThing request, ServerCallContext context) => throw new InvalidOperationException("broken on purpose");

    public override Task<BrokenThing> Leak(BrokenThing request, ServerCallContext context) =>
        throw RpcErrors.InvalidArgument(("text", $"System.FormatException: no.{Environment.NewLine}{Environment.StackTrace}"));

    public override Task<BrokenThing> Refuse(BrokenThing request, ServerCallContext context) => throw RpcErrors.Unavailable("never");

    public override Task<BrokenThing> Keep(BrokenThing request, ServerCallContext context)
    {
        var kept = new byte[KeptBytes];
        Array.Fill(kept, (byte)1);
        Kept.Add(kept);
        return Task.FromResult(request);
    }

    public override async Task<BrokenThing> Hang(BrokenThing request, ServerCallContext context)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
        return request;
    }

    public override Task<BrokenThing> Die(BrokenThing request, ServerCallContext context)
    {
        Environment.Exit(3);
        return Task.FromResult(request);
    }
}
