using FactoryTwin.Services.Scheduler.Planning;
using FactoryTwin.Services.Scheduler.Planning.Domain;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Replanning;

/// <summary>What is known of a series: its prices at a revision.</summary>
internal sealed record KnownPrices(string Series, string Currency, long Revision, PriceCurve Curve)
{
    /// <summary>How far back prices are kept.</summary>
    public static readonly TimeSpan Back = TimeSpan.FromDays(1);

    /// <summary>How far ahead they are asked for.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(400);

    /// <summary>True where an event of the series was missed; it has to be asked for again.</summary>
    public bool Stale { get; init; }

    public static KnownPrices None(string series) => new(series, "", 0, PriceCurve.Create([]));

    public static KnownPrices Of(V1.StoredPrices stored) =>
        new(stored.Name, stored.Currency, stored.Revision, PriceCurve.Create(stored.Steps.Select(PlanConversions.ToDomain))) { Stale = stored.Stale };

    public V1.StoredPrices ToStored() => new()
    {
        Name = Series,
        Currency = Currency,
        Revision = Revision,
        Stale = Stale,
        Steps = { Curve.Steps.Select(PlanConversions.ToMessage) },
    };

    /// <summary>
    /// With an announced change. Parts of one change carry the same revision; a change that is older than what is known is in it
    /// already; one that leaves revisions out shows that something was missed.
    /// </summary>
    public KnownPrices With(FactoryTwin.Energy.V1.PricesChanged change, DateTimeOffset now)
    {
        if (change.Revision < Revision) return this;
        var curve = Curve.With(change.Steps.Select(PlanConversions.ToDomain)).Within(now - Back, now + Ahead);
        return this with { Currency = change.Currency, Revision = change.Revision, Curve = curve, Stale = Stale || change.Revision > Revision + 1 };
    }
}
