using FactoryTwin.Services.Scheduler.Measuring.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Measuring;

/// <summary>What a machine's batches take and draw by measurement, for its registered sizes.</summary>
/// <param name="Time">Processing time over nominal.</param>
/// <param name="Power">Mean power over nominal.</param>
internal sealed record Estimates(RatioEstimate Time, RatioEstimate Power)
{
    /// <summary>Those of a stored state; new ones where the registered sizes have changed since.</summary>
    public static Estimates Of(V1.StoredMachineState? state, V1.BatchModel model) =>
        state is null || state.EstimatedModel != Key(model) ? new(new RatioEstimate(), new RatioEstimate()) : new(ToDomain(state.TimeEstimate), ToDomain(state.PowerEstimate));

    /// <summary>Puts them into a state.</summary>
    public void Store(V1.StoredMachineState state, V1.BatchModel model) =>
        (state.TimeEstimate, state.PowerEstimate, state.EstimatedModel) = (ToStored(Time), ToStored(Power), Key(model));

    /// <summary>The model to plan with now.</summary>
    public BatchModel Apply(BatchModel nominal, DateTimeOffset now) => MeasuredModel.Of(nominal, Time.PlannedAt(now), Power.PlannedAt(now));

    /// <summary>For readers.</summary>
    public static V1.RatioEstimate ToMessage(RatioEstimate estimate, DateTimeOffset now) => new()
    {
        Ratio = estimate.Ratio,
        PlannedRatio = estimate.PlannedAt(now),
        SpreadPercent = 100 * (Math.Exp(estimate.Spread) - 1),
        Batches = estimate.Batches,
        Quality = estimate.QualityAt(now) switch
        {
            EstimateQuality.Good => V1.EstimateQuality.Good,
            EstimateQuality.Few => V1.EstimateQuality.Few,
            EstimateQuality.Scattered => V1.EstimateQuality.Scattered,
            _ => V1.EstimateQuality.Old,
        },
        UpdateTime = estimate.UpdatedAt?.ToTimestamp(),
        ChangeTime = estimate.ChangedAt?.ToTimestamp(),
    };

    private static ByteString Key(V1.BatchModel model) => new V1.BatchModel { Sizes = { model.Sizes } }.ToByteString();

    private static RatioEstimate ToDomain(V1.StoredEstimate? stored) => stored is null ? new RatioEstimate() : new RatioEstimate
    {
        Level = stored.Level,
        Spread = stored.Spread,
        Batches = stored.Batches,
        Upper = stored.Upper,
        Lower = stored.Lower,
        Recent = [.. stored.Recent],
        UpdatedAt = stored.UpdateTime?.ToDateTimeOffset(),
        ChangedAt = stored.ChangeTime?.ToDateTimeOffset(),
    };

    private static V1.StoredEstimate ToStored(RatioEstimate estimate) => new()
    {
        Level = estimate.Level,
        Spread = estimate.Spread,
        Batches = estimate.Batches,
        Upper = estimate.Upper,
        Lower = estimate.Lower,
        Recent = { estimate.Recent },
        UpdateTime = estimate.UpdatedAt?.ToTimestamp(),
        ChangeTime = estimate.ChangedAt?.ToTimestamp(),
    };
}
