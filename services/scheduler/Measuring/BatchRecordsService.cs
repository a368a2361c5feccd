using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Storage;
using Grpc.Core;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Measuring;

/// <summary>The door to measured batches and what follows from them.</summary>
public sealed class BatchRecordsService(IStore store, TimeProvider time) : V1.BatchRecords.BatchRecordsBase
{
    private const int PageSize = 1_000;

    /// <inheritdoc/>
    public override async Task<V1.BatchRecord> GetBatchRecord(V1.GetBatchRecordRequest request, ServerCallContext context) =>
        (await store.GetAsync(SchedulerStores.Batches, request.Name, context.CancellationToken))?.Value ?? throw RpcErrors.NotFound(request.Name);

    /// <inheritdoc/>
    public override async Task<V1.ListBatchRecordsResponse> ListBatchRecords(V1.ListBatchRecordsRequest request, ServerCallContext context)
    {
        await FindMachineAsync(request.Parent, context);
        var query = new ListQuery(ListRequests.PageSize(request.PageSize), request.PageToken, request.Filter, "end_time desc") { NamePrefix = SchedulerStores.BatchesOf(request.Parent) };
        var page = await store.ListPageAsync(SchedulerStores.Batches, query, context.CancellationToken);
        return new V1.ListBatchRecordsResponse { BatchRecords = { page.Documents.Select(d => d.Value) }, NextPageToken = page.NextPageToken };
    }

    /// <inheritdoc/>
    public override async Task<V1.CompareCostsResponse> CompareCosts(V1.CompareCostsRequest request, ServerCallContext context)
    {
        await FindMachineAsync(request.Parent, context);
        var (answer, token) = (new V1.CompareCostsResponse(), "");
        do
        {
            var query = new ListQuery(PageSize, token, request.Filter, "end_time desc") { NamePrefix = SchedulerStores.BatchesOf(request.Parent) };
            var page = await store.ListPageAsync(SchedulerStores.Batches, query, context.CancellationToken);
            foreach (var batch in page.Documents.Select(d => d.Value))
            {
                answer.Batches++;
                if (!batch.HasEnergyCost || !batch.HasPlannedEnergyCost) continue;
                answer.ComparedBatches++;
                answer.Parts += batch.Parts;
                answer.PlannedEnergyCost += batch.PlannedEnergyCost;
                answer.EnergyCost += batch.EnergyCost;
            }
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        if (answer.PlannedEnergyCost > 0) answer.ExcessPercent = 100 * ((answer.EnergyCost / answer.PlannedEnergyCost) - 1);
        return answer;
    }

    /// <inheritdoc/>
    public override async Task<V1.EstimateMachineResponse> EstimateMachine(V1.EstimateMachineRequest request, ServerCallContext context)
    {
        var machine = await FindMachineAsync(request.Name, context);
        var state = (await store.GetAsync(SchedulerStores.States, SchedulerStores.StateOf(request.Name), context.CancellationToken))?.Value;
        var (estimates, now) = (Estimates.Of(state, machine.Model), time.GetUtcNow());
        return new V1.EstimateMachineResponse { DurationRatio = Estimates.ToMessage(estimates.Time, now), PowerRatio = Estimates.ToMessage(estimates.Power, now) };
    }

    private async Task<V1.Machine> FindMachineAsync(string name, ServerCallContext context) =>
        (await store.GetAsync(SchedulerStores.Machines, name, context.CancellationToken))?.Value ?? throw RpcErrors.NotFound(name);
}
