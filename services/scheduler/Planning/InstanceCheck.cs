using FactoryTwin.Hosting;
using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Negotiating;
using EnergyV1 = FactoryTwin.Energy.V1;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Planning;

/// <summary>Checks a complete instance and turns it into the domain's; every fault is named by its field and all are told at once.</summary>
internal static class InstanceCheck
{
    public const int MaxParts = 10_000;
    private const int MaxDemands = 1_000;
    private const int MaxSteps = 100_000;
    private const long MaxChecks = 100_000_000;
    private const double MaxPrice = 1_000_000;
    private const double MaxSolarMw = 10_000;
    private static readonly TimeSpan MaxHorizon = TimeSpan.FromDays(366);

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with every wrong field.</exception>
    public static (PlanningInstance Instance, int Window, NegotiationTerms Terms) Checked(V1.PlanScheduleRequest request)
    {
        var faults = new Faults();
        var model = ModelCheck.Check(request.Model, "model", faults);
        var start = faults.Time(request.StartTime, "start_time");
        var due = DueDates(request.Demands, start, MaxDemands, faults);
        var prices = Prices(request.Prices, faults);
        faults.Unless(request.InitialParts is >= 0 and <= MaxParts, "initial_parts", $"must be 0 to {MaxParts}");
        faults.Unless(request.Window is >= 0 and <= LookAheadDecider.MaxWindow, "window", $"must be 1 to {LookAheadDecider.MaxWindow}, or 0 for {LookAheadDecider.DefaultWindow}");
        faults.Unless(Enum.IsDefined(request.Decider) && request.Decider != V1.Decider.ExpertRules, "decider", "is not known, or not one to ask for");
        var closures = BlockConversions.Checked(request.Blocks, faults);
        var terms = NegotiationCheck.Check(request.ReserveParts, request.ConcessionCosts, request.ExpertRules, request.Model?.Capacity ?? 0, "", faults);
        Cover(start, due, prices, faults);
        var solar = Solar(request.Solar, faults);
        if (request.HasPreviousEvent)
            faults.Unless(request.PreviousEvent >= 0 && request.PreviousEvent <= (request.Model?.Capacity ?? 0), "previous_event", "must be 0 to the capacity");
        if (model is not null && due is not null) Size(model, due.Total - request.InitialParts, faults);
        faults.ThrowIfAny();
        var automaton = new PricedTimedAutomaton(model!, due!, request.InitialParts, start!.Value, closures);
        var instance = new PlanningInstance(automaton, prices!.WithSolar(solar), request.HasPreviousEvent ? request.PreviousEvent : null);
        if (request.Decider is V1.Decider.Exact or V1.Decider.WarmLookAhead && new ExactDecider().TooLarge(instance) is { } tooLarge)
            faults.Add("decider", $"needs the exact optimum, and the instance is too large for it: {tooLarge}; coarser durations, fewer parts or a nearer last due_time make it smaller");
        faults.ThrowIfAny();
        return (instance, request.Window == 0 ? LookAheadDecider.DefaultWindow : request.Window, terms);
    }

    /// <summary>Whether a schedule is possible at all is asked of every state, class of followers and size.</summary>
    private static void Size(BatchModel model, int owed, Faults faults)
    {
        var steps = Math.Max(0L, owed + model.InventoryAllowance) * model.Successions.Classes * model.Events.Count;
        faults.Unless(steps <= MaxChecks, "model.forbidden_successions", $"are too many for so many parts and sizes: {steps:N0} steps, at most {MaxChecks:N0} are taken");
    }

    /// <summary>Prices must cover the horizon.</summary>
    public static void Cover(DateTimeOffset? start, DueDates? due, PriceCurve? prices, Faults faults)
    {
        if (start is { } from && due is { Last: { } last } && prices?.FirstGap(from, last) is { } gap)
            faults.Add("prices", $"must cover start_time to the last due_time without a gap; none is given from {gap.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} on");
    }

    /// <summary>The due dates of `demands`; null, and faults, where they are wrong.</summary>
    public static DueDates? DueDates(IList<V1.Demand> demands, DateTimeOffset? start, int most, Faults faults)
    {
        var before = faults.Count;
        faults.Unless(demands.Count >= 1, "demands", "at least one is needed");
        faults.Unless(demands.Count <= most, "demands", $"at most {most} are taken");
        var due = new List<DueDate>();
        foreach (var (demand, i) in demands.Take(most).Select((d, i) => (d, i)))
        {
            faults.Unless(demand.Parts is >= 1 and <= MaxParts, $"demands[{i}].parts", $"must be 1 to {MaxParts}");
            if (faults.Time(demand.DueTime, $"demands[{i}].due_time") is not { } time) continue;
            if (start is { } from && time <= from) faults.Add($"demands[{i}].due_time", "must be after start_time");
            else if (start is { } begin && time - begin > MaxHorizon) faults.Add($"demands[{i}].due_time", "must be at most 366 days after start_time");
            foreach (var other in due.Where(d => d.Parts != demand.Parts && (d.Time == time || (d.Time < time) == (d.Parts > demand.Parts))).Take(1))
                faults.Add($"demands[{i}]", $"contradicts the demand of {other.Parts} parts by {other.Time.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}: demands are cumulative, so a later one must ask for more");
            due.Add(new DueDate(demand.Parts, time));
        }
        return faults.Count == before ? new DueDates(due) : null;
    }

    /// <summary>The steps of `solar`, soonest first; faults where they are wrong.</summary>
    public static List<SolarStep> Solar(IList<V1.SolarStep> solar, Faults faults, string field = "solar")
    {
        faults.Unless(solar.Count <= MaxSteps, field, $"at most {MaxSteps} steps are taken");
        var steps = new List<(SolarStep Step, int Index)>();
        for (var i = 0; i < Math.Min(solar.Count, MaxSteps); i++)
        {
            faults.Unless(solar[i].PowerMw is >= 0 and <= MaxSolarMw, $"{field}[{i}].power_mw", $"must be 0 to {MaxSolarMw}");
            faults.Unless(Math.Abs(solar[i].ExportPricePerMwh) <= MaxPrice, $"{field}[{i}].export_price_per_mwh", "must be between -1,000,000 and 1,000,000");
            if (faults.Time(solar[i].StartTime, $"{field}[{i}].start_time") is not { } from) continue;
            if (faults.Time(solar[i].EndTime, $"{field}[{i}].end_time") is not { } to) continue;
            faults.Unless(to > from, $"{field}[{i}].end_time", "must be after start_time");
            steps.Add((new SolarStep(from, to, solar[i].PowerMw, solar[i].ExportPricePerMwh), i));
        }
        steps.Sort((a, b) => a.Step.Start.CompareTo(b.Step.Start));
        for (var i = 1; i < steps.Count; i++)
            faults.Unless(steps[i].Step.Start >= steps[i - 1].Step.End, $"{field}[{steps[i].Index}].start_time", $"overlaps {field}[{steps[i - 1].Index}]");
        return [.. steps.Select(s => s.Step)];
    }

    /// <summary>The curve of `prices`; null, and faults, where they are wrong.</summary>
    public static PriceCurve? Prices(IList<EnergyV1.PriceStep> prices, Faults faults, string field = "prices")
    {
        var before = faults.Count;
        faults.Unless(prices.Count >= 1, field, "at least one step is needed");
        faults.Unless(prices.Count <= MaxSteps, field, $"at most {MaxSteps} steps are taken");
        if (faults.Count > before) return null;
        var steps = new List<(PriceStep Step, int Index)>();
        for (var i = 0; i < prices.Count; i++)
        {
            var price = prices[i].PricePerMwh;
            faults.Unless(double.IsFinite(price) && Math.Abs(price) <= MaxPrice, $"{field}[{i}].price_per_mwh", "must be between -1,000,000 and 1,000,000");
            if (faults.Time(prices[i].StartTime, $"{field}[{i}].start_time") is not { } from) continue;
            if (faults.Time(prices[i].EndTime, $"{field}[{i}].end_time") is not { } to) continue;
            faults.Unless(to > from, $"{field}[{i}].end_time", "must be after start_time");
            steps.Add((new PriceStep(from, to, price), i));
        }
        steps.Sort((a, b) => a.Step.Start.CompareTo(b.Step.Start));
        for (var i = 1; i < steps.Count; i++)
            faults.Unless(steps[i].Step.Start >= steps[i - 1].Step.End, $"{field}[{steps[i].Index}].start_time", $"overlaps {field}[{steps[i - 1].Index}]");
        return faults.Count == before ? PriceCurve.Create(steps.Select(s => s.Step)) : null;
    }
}
