using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Energy.Baselines.Domain;
using FactoryTwin.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.Services.Energy.Baselines;

/// <summary>The door to baselines.</summary>
public sealed class BaselinesService(IStore store, BaselineReader reader) : FactoryTwin.Energy.V1.Baselines.BaselinesBase
{
    private static readonly Collection<EnergyBaseline> Collection = new("energy_baselines", b => b.Name,
        new Index<EnergyBaseline>("name", IndexKind.Text, b => b.Name),
        new Index<EnergyBaseline>("accepted", IndexKind.Boolean, b => b.Accepted));

    private readonly ResourceStore<EnergyBaseline> _baselines = new(store, Collection);

    /// <inheritdoc/>
    public override async Task<EnergyBaseline> CreateEnergyBaseline(CreateEnergyBaselineRequest request, ServerCallContext context)
    {
        var baseline = BaselineRequests.Created(request);
        if (baseline.Meters is not null)
        {
            var (observations, skipped, unit) = await reader.ReadAsync(baseline.Meters, context.CancellationToken);
            baseline.Observations.AddRange(observations);
            (baseline.SkippedPeriods, baseline.Unit) = (skipped, unit);
        }
        var fit = BaselineMath.Fitted(baseline);
        baseline.Fit = fit.ToMessage(baseline.Variables);
        baseline.FitFaults.AddRange(FitCheck.Faults(fit, BaselineRequests.Limits(baseline), baseline.Variables));
        baseline.Accepted = baseline.FitFaults.Count == 0;
        return request.ValidateOnly ? baseline : await _baselines.CreateAsync(baseline, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task<EnergyBaseline> GetEnergyBaseline(GetEnergyBaselineRequest request, ServerCallContext context) => _baselines.GetAsync(request.Name, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<ListEnergyBaselinesResponse> ListEnergyBaselines(ListEnergyBaselinesRequest request, ServerCallContext context)
    {
        var (page, next) = await _baselines.ListAsync(request.PageSize, request.PageToken, request.Filter, context.CancellationToken);
        return new ListEnergyBaselinesResponse { EnergyBaselines = { page }, NextPageToken = next };
    }

    /// <inheritdoc/>
    public override async Task<Empty> DeleteEnergyBaseline(DeleteEnergyBaselineRequest request, ServerCallContext context) =>
        await store.WriteAsync(transaction => transaction.Delete(Collection, request.Name), context.CancellationToken) ? new Empty() : throw RpcErrors.NotFound(request.Name);

    /// <inheritdoc/>
    public override async Task<CalculateEnpiResponse> CalculateEnpi(CalculateEnpiRequest request, ServerCallContext context)
    {
        var baseline = await _baselines.GetAsync(request.Name, context.CancellationToken);
        var faults = new Faults();
        BaselineRequests.Check(request.Observations, request.Meters, baseline.Variables.Count, "", faults);
        faults.ThrowIfAny();
        if (request.Meters is null) return BaselineMath.Enpi(baseline, request.Observations);
        var (observations, skipped, unit) = await reader.ReadAsync(request.Meters, context.CancellationToken);
        if (unit != baseline.Unit) throw RpcErrors.InvalidArgument(("meters.energy_meter", $"counts {unit}, the baseline is in {baseline.Unit}"));
        var response = BaselineMath.Enpi(baseline, observations);
        response.SkippedPeriods = skipped;
        return response;
    }
}
