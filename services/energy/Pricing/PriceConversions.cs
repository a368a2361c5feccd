using FactoryTwin.Energy.V1;
using FactoryTwin.Services.Energy.Pricing.Domain;
using Google.Protobuf.WellKnownTypes;
using DomainStep = FactoryTwin.Services.Energy.Pricing.Domain.PriceStep;
using PriceStep = FactoryTwin.Energy.V1.PriceStep;

namespace FactoryTwin.Services.Energy.Pricing;

/// <summary>Between the contract's steps and the domain's.</summary>
internal static class PriceConversions
{
    private const long FirstSecond = -62_135_596_800; // year 1
    private const long LastSecond = 253_402_300_799;  // year 9999

    /// <summary>What is wrong with a required time; null where nothing is.</summary>
    public static string? Fault(this Timestamp? time) => time switch
    {
        null => "is required",
        { Seconds: < FirstSecond or > LastSecond } or { Nanos: < 0 or > 999_999_999 } => "is not a time between the years 1 and 9999",
        _ => null,
    };

    public static PriceStep ToMessage(this DomainStep step) => new()
    {
        StartTime = step.Start.ToTimestamp(),
        EndTime = step.End.ToTimestamp(),
        PricePerMwh = step.Price,
    };

    public static DomainStep ToDomain(this PriceStep step) => new(step.StartTime.ToDateTimeOffset(), step.EndTime.ToDateTimeOffset(), step.PricePerMwh);

    public static StepDay ToDomain(this StoredPriceDay day) => new(
        DateOnly.ParseExact(day.Name[^10..], "yyyy-MM-dd"), [.. day.Pieces.Select(ToDomain)], day.Continues);

    public static StoredPriceDay ToMessage(this StepDay day, string series) => new()
    {
        Name = PriceStore.DayName(series, day.Day),
        Pieces = { day.Pieces.Select(ToMessage) },
        Continues = day.Continues,
    };
}
