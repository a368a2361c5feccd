using Grpc.Core;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Planning;

/// <summary>The door to complete instances beyond one machine and known prices; nothing is stored.</summary>
public sealed class StudiesService(PlanningWork work) : V1.Studies.StudiesBase
{
    /// <inheritdoc/>
    public override async Task<V1.PlanSeriesScheduleResponse> PlanSeriesSchedule(V1.PlanSeriesScheduleRequest request, ServerCallContext context)
    {
        var series = SeriesCheck.Checked(request);
        return await work.RunAsync(() => SeriesCheck.Decide(series, context.CancellationToken), context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<V1.CompareScenariosResponse> CompareScenarios(V1.CompareScenariosRequest request, ServerCallContext context)
    {
        var (instance, scenarios, notice) = ScenarioCheck.Checked(request);
        return await work.RunAsync(() => ScenarioCheck.Compare(request, instance, scenarios, notice, context.CancellationToken), context.CancellationToken);
    }
}
