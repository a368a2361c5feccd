using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Site;

/// <summary>What a site's energy costs beyond the price of a megawatt-hour: what all machines take together counts, by metering interval.</summary>
/// <param name="Interval">Length of a metering interval; they follow each other from midnight UTC on.</param>
/// <param name="DemandCharge">Cost of a megawatt of the highest mean power of any interval.</param>
/// <param name="ContractedMw">No interval's mean power may be higher; null where there is no limit.</param>
/// <param name="Solar">On-site solar power; within an interval it is set off against what is taken. Feeding in must not earn more than taking costs.</param>
public sealed record SiteTerms(TimeSpan Interval, double DemandCharge, double? ContractedMw, IReadOnlyList<SolarStep> Solar);

/// <summary>A schedule of a fleet with what the site pays for it.</summary>
/// <param name="Fleet">The machines' strings; E is before solar and demand.</param>
/// <param name="SolarSaving">What on-site solar power saves.</param>
/// <param name="PeakMw">The highest mean power of any interval.</param>
/// <param name="DemandCost">The charge for it.</param>
/// <param name="Objective">J, with solar and demand.</param>
/// <param name="LowerBound">No schedule has a smaller J.</param>
/// <param name="InfeasibleReason">Empty where there is a schedule.</param>
public sealed record SiteSchedule(FleetSchedule Fleet, double SolarSaving, double PeakMw, double DemandCost, double Objective, double LowerBound, string InfeasibleReason = "")
{
    /// <summary>Whether there is a schedule.</summary>
    public bool IsFeasible => InfeasibleReason.Length == 0;

    /// <summary>How far J is above <see cref="LowerBound"/>, in percent of it.</summary>
    public double GapPercent => Objective - LowerBound <= 1e-9 * Math.Abs(LowerBound) ? 0 : 100 * (Objective - LowerBound) / Math.Abs(LowerBound);
}
