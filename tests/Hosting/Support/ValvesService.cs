using FactoryTwin.Hosting.Auth;
using FactoryTwin.Hosting.Tests.V1;
using FactoryTwin.Rpc;
using Grpc.Core;

namespace FactoryTwin.Hosting.Tests.Support;

/// <summary>What tests set and see of the served valves.</summary>
internal sealed class ValveBench
{
    /// <summary>Runs inside GetValve.</summary>
    public Func<ServerCallContext, Task> OnGet { get; set; } = _ => Task.CompletedTask;

    public TaskCompletionSource WatchStarted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

internal sealed class ValvesService(ValveBench bench) : Valves.ValvesBase
{
    public override async Task<Valve> GetValve(GetValveRequest request, ServerCallContext context)
    {
        await bench.OnGet(context);
        return request.Name == "valves/none" ? throw RpcErrors.NotFound(request.Name) : new Valve { Name = request.Name };
    }

    public override Task<Valve> UpdateValve(UpdateValveRequest request, ServerCallContext context)
    {
        request.Valve.ChangedBy = CallerIdentity.Of(context).Subject;
        return Task.FromResult(request.Valve);
    }

    public override Task<Valve> DescribeValves(DescribeValvesRequest request, ServerCallContext context) =>
        Task.FromResult(new Valve { ChangedBy = CallerIdentity.Of(context).Subject });

    public override Task<Valve> SyncValves(SyncValvesRequest request, ServerCallContext context) =>
        Task.FromResult(new Valve { ChangedBy = CallerIdentity.Of(context).Subject });

    public override async Task WatchValves(WatchValvesRequest request, IServerStreamWriter<Valve> responseStream, ServerCallContext context)
    {
        await responseStream.WriteAsync(new Valve { Name = "valves/first" });
        bench.WatchStarted.TrySetResult();
        await Task.Delay(Timeout.Infinite, context.CancellationToken);
    }
}

internal sealed class UndeclaredService : Undeclared.UndeclaredBase;
