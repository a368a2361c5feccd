using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Energy.Pricing.Domain;
using FactoryTwin.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.Services.Energy.Pricing;

/// <summary>The door to price series.</summary>
public sealed class PricesService(PriceStore prices, EnergyMetrics metrics) : Prices.PricesBase
{
    /// <inheritdoc/>
    public override async Task<PriceSeries> CreatePriceSeries(CreatePriceSeriesRequest request, ServerCallContext context)
    {
        var series = SeriesCheck.Checked(request);
        return await prices.CreateAsync(series, context.CancellationToken) ?? throw RpcErrors.AlreadyExists(series.Name);
    }

    /// <inheritdoc/>
    public override Task<PriceSeries> GetPriceSeries(GetPriceSeriesRequest request, ServerCallContext context) => FindAsync(request.Name, context);

    /// <inheritdoc/>
    public override async Task<ListPriceSeriesResponse> ListPriceSeries(ListPriceSeriesRequest request, ServerCallContext context)
    {
        var query = new ListQuery(ListRequests.PageSize(request.PageSize), request.PageToken, request.Filter);
        var (series, next) = await prices.ListAsync(query, context.CancellationToken);
        return new ListPriceSeriesResponse { PriceSeries = { series }, NextPageToken = next };
    }

    /// <inheritdoc/>
    public override async Task<ImportPricesResponse> ImportPrices(ImportPricesRequest request, ServerCallContext context)
    {
        await FindAsync(request.Name, context);
        var (steps, faults) = PriceCsv.Read(Text(request.File));
        return faults.Count == 0 ? await WriteAsync(request.Name, steps, context) : throw RpcErrors.InvalidArgument(StepFaults.OfFile(faults));
    }

    /// <inheritdoc/>
    public override async Task<ImportPricesResponse> SetPrices(SetPricesRequest request, ServerCallContext context)
    {
        await FindAsync(request.Name, context);
        return await WriteAsync(request.Name, StepFaults.Checked(request.Steps), context);
    }

    /// <inheritdoc/>
    public override async Task<QueryPricesResponse> QueryPrices(QueryPricesRequest request, ServerCallContext context)
    {
        var series = await FindAsync(request.Name, context);
        var range = QueryRange.Of(request, series);
        var response = new QueryPricesResponse { Currency = series.Currency, Revision = series.Revision };
        if (range.Start >= range.End) return response;
        var steps = await prices.ReadAsync(series.Name, range.Start, range.End, range.PageSize + 1, context.CancellationToken);
        response.Steps.AddRange(steps.Take(range.PageSize).Select(PriceConversions.ToMessage));
        if (steps.Count > range.PageSize) response.NextPageToken = range.TokenAfter(steps[range.PageSize - 1].End);
        return response;
    }

    private static string Text(Google.Api.HttpBody? file)
    {
        if (file is null || file.Data.IsEmpty) throw RpcErrors.InvalidArgument(("file", "is required: a CSV file with the columns start_time, price"));
        if (!file.ContentType.Split(';')[0].Trim().Equals("text/csv", StringComparison.OrdinalIgnoreCase))
            throw RpcErrors.InvalidArgument(("file.content_type", "must be text/csv"));
        return PriceFileText.Of(file.Data.Span) ?? throw RpcErrors.InvalidArgument(("file.data", "is not UTF-8 text"));
    }

    private async Task<PriceSeries> FindAsync(string name, ServerCallContext context) =>
        await prices.FindAsync(name, context.CancellationToken) ?? throw RpcErrors.NotFound(name);

    private async Task<ImportPricesResponse> WriteAsync(string name, IReadOnlyList<Domain.PriceStep> steps, ServerCallContext context)
    {
        var response = await prices.WriteAsync(name, steps, context.CancellationToken) ?? throw RpcErrors.NotFound(name);
        metrics.Count(response.ChangedSteps, response.UnchangedSteps);
        return response;
    }
}
