using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Exact;
using FactoryTwin.Services.Scheduler.Planning.Domain.Scenarios;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using EnergyV1 = FactoryTwin.Energy.V1;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Planning;

/// <summary>Checks a comparison of scenarios and carries it out; every fault is named by its field.</summary>
internal static class ScenarioCheck
{
    private const int MaxScenarios = 50;
    private const double MaxWeight = 1e9;
    private static readonly TimeSpan MaxNotice = TimeSpan.FromDays(366);

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with every wrong field.</exception>
    public static (PlanningInstance Instance, IReadOnlyList<PriceScenario> Scenarios, TimeSpan Notice) Checked(V1.CompareScenariosRequest request)
    {
        var faults = new Faults();
        faults.Unless(request.Instance is not null, "instance", "is required");
        faults.Unless(request.Scenarios.Count is >= 1 and <= MaxScenarios, "scenarios", $"must be 1 to {MaxScenarios}");
        faults.Unless(request.Instance is not { Solar.Count: > 0 }, "instance.solar", "must be absent");
        var notice = request.NoticeDuration;
        faults.Unless(notice is null || (notice.Nanos is >= 0 and <= 999_999_999 && notice.Seconds >= 0 && notice.Seconds <= MaxNotice.TotalSeconds), "notice_duration", "must be 0 s to 366 days");
        faults.ThrowIfAny();
        var (scenarios, first) = (new List<PriceScenario>(), (PlanningInstance?)null);
        for (var i = 0; i < request.Scenarios.Count; i++)
        {
            var given = request.Scenarios[i];
            faults.Unless(given.Weight is > 0 and <= MaxWeight, $"scenarios[{i}].weight", "must be above 0, at most 1e9");
            if (InstanceCheck.Prices(given.Prices, faults, $"scenarios[{i}].prices") is not { } prices) continue;
            scenarios.Add(new PriceScenario(given.Weight, prices));
            first ??= Instance(request.Instance!);
            if (prices.FirstGap(first.Automaton.Start, first.Automaton.Horizon) is { } gap)
                faults.Add($"scenarios[{i}].prices", $"must cover start_time to the last due_time without a gap; none is given from {gap.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} on");
        }
        faults.ThrowIfAny();
        if (new ExactDecider { Limits = ScenarioStudy.Limits }.TooLarge(first!) is { } tooLarge) throw RpcErrors.InvalidArgument(("instance", $"is too large to be planned again and again: {tooLarge}"));
        return (first!, scenarios, notice?.ToTimeSpan() ?? TimeSpan.Zero);
    }

    /// <summary>The comparison.</summary>
    public static V1.CompareScenariosResponse Compare(V1.CompareScenariosRequest request, PlanningInstance instance, IReadOnlyList<PriceScenario> scenarios, TimeSpan notice, CancellationToken cancellationToken)
    {
        if (ScenarioStudy.Of(instance, scenarios, notice, cancellationToken) is not { } costs) return new V1.CompareScenariosResponse { State = V1.ScheduleState.Infeasible };
        var weight = scenarios.Sum(s => s.Weight);
        return new V1.CompareScenariosResponse
        {
            State = V1.ScheduleState.Feasible,
            Scenarios =
            {
                costs.Select(c => new V1.ScenarioOutcome
                {
                    Foresight = c.Foresight.ToMessage(DeciderKind.Exact, request.Instance.Demands),
                    Fixed = c.Fixed.ToMessage(DeciderKind.Exact, request.Instance.Demands),
                    Replanned = c.Replanned.ToMessage(DeciderKind.Exact, request.Instance.Demands),
                }),
            },
            ForesightObjective = Expected(c => c.Foresight),
            FixedObjective = Expected(c => c.Fixed),
            ReplannedObjective = Expected(c => c.Replanned),
        };

        double Expected(Func<ScenarioCosts, Schedule> policy) => costs.Zip(scenarios, (c, s) => policy(c).Objective * s.Weight).Sum() / weight;
    }

    /// <summary>The instance by the rules of PlanSchedule.</summary>
    private static PlanningInstance Instance(V1.PlanScheduleRequest given)
    {
        var request = given.Clone();
        // The scenarios' prices are checked by themselves; the instance needs some.
        request.Prices.Clear();
        request.Prices.Add(new EnergyV1.PriceStep { StartTime = request.StartTime, EndTime = request.Demands.Select(d => d.DueTime).OfType<Timestamp>().MaxBy(t => t.Seconds) is { } last ? new Timestamp { Seconds = last.Seconds + 1 } : null });
        request.Decider = V1.Decider.Unspecified;
        try
        {
            return InstanceCheck.Checked(request).Instance;
        }
        catch (RpcException fault) when (fault.StatusCode == StatusCode.InvalidArgument)
        {
            var wrong = RpcErrors.GetStatus(fault).Details.Where(d => d.Is(BadRequest.Descriptor)).SelectMany(d => d.Unpack<BadRequest>().FieldViolations);
            throw RpcErrors.InvalidArgument([.. wrong.Where(v => !v.Field.StartsWith("prices", StringComparison.Ordinal)).Select(v => ($"instance.{v.Field}", v.Description))]);
        }
    }
}
