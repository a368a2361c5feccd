using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Exact;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Site;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Planning;

/// <summary>Checks what the machines of a fleet share, and schedules with it.</summary>
internal static class SiteCheck
{
    private const int MaxIntervals = 10_000;
    private const double MaxCharge = 1e9;
    private const double MaxPowerMw = 1e6;

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with every wrong field.</exception>
    public static SiteTerms Checked(V1.Site site, FleetInstance fleet)
    {
        var faults = new Faults();
        var interval = site.MeteringInterval is { } d && d.Nanos is >= 0 and <= 999_999_999 && d.Seconds is >= 60 and <= 86_400 ? d.ToTimeSpan() : default;
        faults.Unless(interval != default && TimeSpan.TicksPerDay % interval.Ticks == 0, "site.metering_interval", "must be 1 minute to 1 day, and a day must be a whole number of them");
        if (interval != default) faults.Unless((fleet.DueDates.Last!.Value - fleet.Start) / interval <= MaxIntervals, "site.metering_interval", $"gives more than {MaxIntervals} intervals until the last due_time");
        faults.Unless(site.DemandChargePerMw is >= 0 and <= MaxCharge, "site.demand_charge_per_mw", "must be 0 to 1e9");
        if (site.HasContractedPowerMw) faults.Unless(site.ContractedPowerMw is > 0 and <= MaxPowerMw, "site.contracted_power_mw", "must be above 0, at most 1e6");
        var solar = InstanceCheck.Solar(site.Solar, faults, "site.solar");
        faults.ThrowIfAny();
        Borders(fleet, solar, interval, faults);
        faults.ThrowIfAny();
        return new SiteTerms(interval, site.DemandChargePerMw, site.HasContractedPowerMw ? site.ContractedPowerMw : null, solar);
    }

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT where the machines have too many possible start times.</exception>
    public static SiteSchedule Decide(FleetInstance fleet, SiteTerms terms, CancellationToken cancellationToken)
    {
        try
        {
            return new SiteDecider().Decide(fleet, terms, cancellationToken);
        }
        catch (InstanceTooLargeException e)
        {
            throw RpcErrors.InvalidArgument(("machines", $"are too many for a horizon so long and durations so odd: {e.Message}; coarser durations, fewer sizes or a nearer last due_time make it smaller"));
        }
    }

    /// <summary>A schedule with what the site pays for it.</summary>
    public static V1.FleetSchedule ToMessage(this SiteSchedule schedule, IList<V1.Demand> demands)
    {
        if (!schedule.IsFeasible)
        {
            var failed = schedule.Fleet.ToMessage(demands);
            if (schedule.Fleet.InfeasibleDue is null && schedule.InfeasibleReason.Contains("contracted_power_mw", StringComparison.Ordinal)) failed.InfeasibleField = "site.contracted_power_mw";
            return failed;
        }
        var message = (schedule.Fleet with { Objective = schedule.Objective, LowerBound = schedule.LowerBound }).ToMessage(demands);
        (message.SolarSaving, message.PeakMw, message.DemandCost) = (schedule.SolarSaving, schedule.PeakMw, schedule.DemandCost);
        return message;
    }

    private static void Borders(FleetInstance fleet, IReadOnlyList<SolarStep> solar, TimeSpan interval, Faults faults)
    {
        var (start, end) = (fleet.Start, fleet.DueDates.Last!.Value);
        var inside = fleet.Prices.Cut(start, end).Select(s => s.Start).Where(s => s > start);
        faults.Unless(inside.All(OnBorder), "prices", "may only change at the borders of site.metering_interval");
        foreach (var (step, i) in solar.Select((s, i) => (s, i)).Where(s => s.s.End > start && s.s.Start < end))
        {
            faults.Unless((step.Start <= start || OnBorder(step.Start)) && (step.End >= end || OnBorder(step.End)), $"site.solar[{i}]", "must begin and end at the borders of site.metering_interval");
            faults.Unless(fleet.Prices.Cut(step.Start > start ? step.Start : start, step.End < end ? step.End : end).All(s => s.Price >= step.FeedIn), $"site.solar[{i}].export_price_per_mwh", "must not be above the price of the grid");
        }

        bool OnBorder(DateTimeOffset at) => at.UtcTicks % interval.Ticks == 0;
    }
}
