using System.Globalization;
using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Rpc.Transcoding;
using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Negotiating;
using FactoryTwin.Storage;
using Grpc.Core;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Planning;

/// <summary>The door to plans: a complete instance at once, or a machine's stored ones.</summary>
public sealed class PlansService(IStore store, PlanStore plans, PlanFeed feed, PlanningWork work) : V1.Plans.PlansBase
{
    /// <inheritdoc/>
    public override async Task<V1.PlanScheduleResponse> PlanSchedule(V1.PlanScheduleRequest request, ServerCallContext context)
    {
        var (instance, window, terms) = InstanceCheck.Checked(request);
        return await work.RunAsync(() => Plan(instance, request, window, terms, context.CancellationToken), context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<V1.PlanFleetScheduleResponse> PlanFleetSchedule(V1.PlanFleetScheduleRequest request, ServerCallContext context)
    {
        var fleet = FleetCheck.Checked(request);
        if (request.Site is not null)
        {
            var terms = SiteCheck.Checked(request.Site, fleet);
            var shared = await work.RunAsync(() => SiteCheck.Decide(fleet, terms, context.CancellationToken), context.CancellationToken);
            return new V1.PlanFleetScheduleResponse { Schedule = shared.ToMessage(request.Demands) };
        }
        var schedule = await work.RunAsync(() => FleetCheck.Decide(fleet, context.CancellationToken), context.CancellationToken);
        return new V1.PlanFleetScheduleResponse { Schedule = schedule.ToMessage(request.Demands) };
    }

    /// <inheritdoc/>
    public override async Task<V1.Plan> GetPlan(V1.GetPlanRequest request, ServerCallContext context) =>
        await plans.FindAsync(request.Name, context.CancellationToken) ?? throw RpcErrors.NotFound(request.Name);

    /// <inheritdoc/>
    public override async Task<V1.ListPlansResponse> ListPlans(V1.ListPlansRequest request, ServerCallContext context)
    {
        await FindMachineAsync(request.Parent, context);
        var query = new ListQuery(0, request.PageToken, OrderBy: "revision desc") { NamePrefix = SchedulerStores.PlansOf(request.Parent) };
        var page = await store.ListPageAsync(SchedulerStores.Plans, query with { PageSize = ListRequests.PageSize(request.PageSize) }, context.CancellationToken);
        return new V1.ListPlansResponse { Plans = { page.Documents.Select(d => d.Value) }, NextPageToken = page.NextPageToken };
    }

    /// <inheritdoc/>
    public override async Task WatchPlans(V1.WatchPlansRequest request, IServerStreamWriter<V1.Plan> responseStream, ServerCallContext context)
    {
        await FindMachineAsync(request.Parent, context);
        using var watcher = feed.Watch(request.Parent);
        var sent = 0L;
        foreach (var plan in await BeginAsync(request, context))
        {
            await responseStream.WriteAsync(plan, context.CancellationToken);
            sent = plan.Revision;
        }
        await foreach (var plan in watcher.Queue.Reader.ReadAllAsync(context.CancellationToken))
        {
            if (plan.Revision <= sent) continue; // it came while the first ones were read
            await responseStream.WriteAsync(plan, context.CancellationToken);
            sent = plan.Revision;
        }
    }

    private static V1.PlanScheduleResponse Plan(PlanningInstance instance, V1.PlanScheduleRequest request, int window, NegotiationTerms terms, CancellationToken cancellationToken)
    {
        var decider = request.Decider.ToDomain();
        var decision = Decision.Of(instance, decider, window, cancellationToken);
        var response = new V1.PlanScheduleResponse
        {
            Schedule = decision.Schedule.ToMessage(decider, request.Demands),
            Benchmark = decision.Benchmark.ToMessage(DeciderKind.Benchmark, request.Demands),
        };
        if (!decision.Schedule.IsFeasible) response.Negotiation = Negotiation.Of(instance, terms, decideBy: null, cancellationToken).ToMessage(request.Demands, request.Model);
        if (decision.SavingPercent is { } saving) response.SavingPercent = saving;
        return response;
    }

    /// <summary>Those made since the caller's last one, or the one in force.</summary>
    private async Task<IReadOnlyList<V1.Plan>> BeginAsync(V1.WatchPlansRequest request, ServerCallContext context)
    {
        if (long.TryParse(request.ResumeToken, NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            && await plans.SinceAsync(request.Parent, revision, context.CancellationToken) is { } since)
            return since;
        if (request.ResumeToken.Length > 0)
            await Resumption.RestartAsync(context, "The plans since that revision are not kept; the plan in force comes first.");
        return await plans.InForceAsync(request.Parent, context.CancellationToken) is { } inForce ? [inForce] : [];
    }

    private async Task FindMachineAsync(string name, ServerCallContext context)
    {
        if (await store.GetAsync(SchedulerStores.Machines, name, context.CancellationToken) is null) throw RpcErrors.NotFound(name);
    }
}
