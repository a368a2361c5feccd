using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Hosting.Auth;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Energy.Baselines.Domain;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.Services.Energy.Baselines;

/// <summary>The door to baselines and indicators.</summary>
public sealed class BaselinesService(BaselineStore store, BaselineReader reader) : FactoryTwin.Energy.V1.Baselines.BaselinesBase
{
    /// <inheritdoc/>
    public override async Task<EnergyBaseline> CreateEnergyBaseline(CreateEnergyBaselineRequest request, ServerCallContext context)
    {
        var baseline = await FittedAsync(BaselineRequests.Created(request), context);
        return request.ValidateOnly ? baseline : await store.Resources.CreateAsync(baseline, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task<EnergyBaseline> UpdateEnergyBaseline(UpdateEnergyBaselineRequest request, ServerCallContext context) => store.Resources.ChangeAsync(
        request.EnergyBaseline, "energy_baseline", stored => FittedAsync(BaselineRequests.Updated(stored, request), context), request.ValidateOnly, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<EnergyBaseline> ApproveEnergyBaseline(ApproveEnergyBaselineRequest request, ServerCallContext context) =>
        store.ApproveAsync(request.Name, request.Etag, CallerIdentity.Of(context).Subject, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<EnergyBaseline> GetEnergyBaseline(GetEnergyBaselineRequest request, ServerCallContext context) => store.Resources.GetAsync(request.Name, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<ListEnergyBaselinesResponse> ListEnergyBaselines(ListEnergyBaselinesRequest request, ServerCallContext context)
    {
        var (page, next) = await store.Resources.ListAsync(request.PageSize, request.PageToken, request.Filter, context.CancellationToken);
        return new ListEnergyBaselinesResponse { EnergyBaselines = { page }, NextPageToken = next };
    }

    /// <inheritdoc/>
    public override async Task<QueryBaselineVersionsResponse> QueryBaselineVersions(QueryBaselineVersionsRequest request, ServerCallContext context)
    {
        var baseline = await store.Resources.GetAsync(request.Name, context.CancellationToken);
        var page = await store.VersionsAsync(baseline.Name, request.PageSize, request.PageToken, context.CancellationToken);
        return new QueryBaselineVersionsResponse { EnergyBaselines = { page.Documents.Select(ResourceHead.WithHead) }, NextPageToken = page.NextPageToken };
    }

    /// <inheritdoc/>
    public override async Task<Empty> DeleteEnergyBaseline(DeleteEnergyBaselineRequest request, ServerCallContext context) =>
        await store.DeleteAsync(request.Name, context.CancellationToken) ? new Empty() : throw RpcErrors.NotFound(request.Name);

    /// <inheritdoc/>
    public override async Task<CalculateEnpiResponse> CalculateEnpi(CalculateEnpiRequest request, ServerCallContext context)
    {
        var latest = await store.Resources.GetAsync(request.Name, context.CancellationToken);
        var inForce = await store.InForceAsync(latest, context.CancellationToken);
        var baseline = inForce ?? latest;
        var faults = new Faults();
        BaselineRequests.Check(request.Observations, request.Meters, baseline.Variables.Count, "", faults);
        faults.ThrowIfAny();
        if (request.Meters is null) return BaselineMath.Enpi(baseline, request.Observations, inForce is not null);
        var (observations, skipped, unit) = await reader.ReadAsync(request.Meters, context.CancellationToken);
        if (unit != baseline.Unit) throw RpcErrors.InvalidArgument(("meters.energy_meter", $"counts {unit}, the baseline is in {baseline.Unit}"));
        var response = BaselineMath.Enpi(baseline, observations, inForce is not null);
        response.SkippedPeriods = skipped;
        return response;
    }

    /// <inheritdoc/>
    public override async Task<ListEnpiDeviationsResponse> ListEnpiDeviations(ListEnpiDeviationsRequest request, ServerCallContext context)
    {
        var baseline = request.Parent == "energyBaselines/-" ? "" : (await store.Resources.GetAsync(request.Parent, context.CancellationToken)).Name;
        var page = await store.DeviationsAsync(baseline, request.PageSize, request.PageToken, request.Filter, context.CancellationToken);
        return new ListEnpiDeviationsResponse { EnpiDeviations = { page.Documents.Select(d => d.Value) }, NextPageToken = page.NextPageToken };
    }

    /// <summary>The draft with its observations and its fit.</summary>
    private async Task<EnergyBaseline> FittedAsync(EnergyBaseline draft, ServerCallContext context)
    {
        if (draft.Meters is not null)
        {
            var (observations, skipped, unit) = await reader.ReadAsync(draft.Meters, context.CancellationToken);
            draft.Observations.AddRange(observations);
            (draft.SkippedPeriods, draft.Unit) = (skipped, unit);
        }
        var fit = BaselineMath.Fitted(draft);
        draft.Fit = fit.ToMessage(draft.Variables);
        draft.FitFaults.Clear();
        draft.FitFaults.AddRange(FitCheck.Faults(fit, BaselineRequests.Limits(draft), draft.Variables));
        draft.Accepted = draft.FitFaults.Count == 0;
        draft.Author = CallerIdentity.Of(context).Subject;
        return draft;
    }
}
