using FactoryTwin.Energy.V1;
using FactoryTwin.Rpc;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.Services.Energy.Forecasts;

/// <summary>The door to forecast jobs.</summary>
public sealed class ForecastJobsService(ForecastJobStore jobs, ForecastHistory history) : ForecastJobs.ForecastJobsBase
{
    /// <inheritdoc/>
    public override async Task<ForecastJob> CreateForecastJob(CreateForecastJobRequest request, ServerCallContext context)
    {
        var job = ForecastJobRequests.Created(request);
        await history.CheckAsync(job, context.CancellationToken);
        return await jobs.Resources.CreateAsync(job, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task<ForecastJob> GetForecastJob(GetForecastJobRequest request, ServerCallContext context) => jobs.Resources.GetAsync(request.Name, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<ListForecastJobsResponse> ListForecastJobs(ListForecastJobsRequest request, ServerCallContext context)
    {
        var (page, next) = await jobs.Resources.ListAsync(request.PageSize, request.PageToken, request.Filter, context.CancellationToken);
        return new ListForecastJobsResponse { ForecastJobs = { page }, NextPageToken = next };
    }

    /// <inheritdoc/>
    public override Task<ForecastJob> UpdateForecastJob(UpdateForecastJobRequest request, ServerCallContext context) => jobs.Resources.ChangeAsync(
            request.ForecastJob,
            "forecast_job",
            async stored =>
            {
                var updated = ForecastJobRequests.Updated(stored, request);
                await history.CheckAsync(updated, context.CancellationToken);
                return updated;
            },
            validateOnly: false,
            context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<Empty> DeleteForecastJob(DeleteForecastJobRequest request, ServerCallContext context) =>
        await jobs.DeleteAsync(request.Name, context.CancellationToken) ? new Empty() : throw RpcErrors.NotFound(request.Name);

    /// <inheritdoc/>
    public override async Task<LastForecast> QueryLastForecast(QueryLastForecastRequest request, ServerCallContext context) =>
        await jobs.LastAsync((await jobs.Resources.GetAsync(request.Name, context.CancellationToken)).Name, context.CancellationToken);
}
