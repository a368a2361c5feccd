using FactoryTwin.Energy.V1;
using FactoryTwin.Rpc;
using FactoryTwin.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.Services.Energy.Meters;

/// <summary>The door to meters.</summary>
public sealed class MetersService(MeterStore meters, MeterCatalog catalog, ConsumptionReader reader) : FactoryTwin.Energy.V1.Meters.MetersBase
{
    /// <inheritdoc/>
    public override async Task<Meter> CreateMeter(CreateMeterRequest request, ServerCallContext context)
    {
        var meter = MeterRequests.Created(request);
        await reader.CheckFormulaAsync(meter, context.CancellationToken);
        return Taken(await meters.Resources.CreateAsync(meter, context.CancellationToken));
    }

    /// <inheritdoc/>
    public override Task<Meter> GetMeter(GetMeterRequest request, ServerCallContext context) => meters.Resources.GetAsync(request.Name, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<ListMetersResponse> ListMeters(ListMetersRequest request, ServerCallContext context)
    {
        var (page, next) = await meters.Resources.ListAsync(request.PageSize, request.PageToken, request.Filter, context.CancellationToken);
        return new ListMetersResponse { Meters = { page }, NextPageToken = next };
    }

    /// <inheritdoc/>
    public override async Task<Meter> UpdateMeter(UpdateMeterRequest request, ServerCallContext context) => Taken(await meters.Resources.ChangeAsync(
            request.Meter,
            "meter",
            async stored =>
            {
                var updated = MeterRequests.Updated(stored, request);
                await reader.CheckFormulaAsync(updated, context.CancellationToken);
                return updated;
            },
            validateOnly: false,
            context.CancellationToken));

    /// <inheritdoc/>
    public override async Task<ImportReadingsResponse> ImportReadings(ImportReadingsRequest request, ServerCallContext context)
    {
        var meter = await meters.Resources.GetAsync(request.Name, context.CancellationToken);
        var outcomes = await meters.AddAsync(meter.Name, MeterRequests.Readings(request, meter), context.CancellationToken);
        var added = outcomes.Count(o => o == AppendOutcome.Added);
        return new ImportReadingsResponse { AddedReadings = added, DuplicateReadings = outcomes.Length - added };
    }

    /// <inheritdoc/>
    public override async Task<QueryConsumptionResponse> QueryConsumption(QueryConsumptionRequest request, ServerCallContext context)
    {
        var meter = await meters.Resources.GetAsync(request.Name, context.CancellationToken);
        var grid = Grids.Checked(request.StartTime, request.EndTime, request.Interval);
        var (quantities, resets) = await reader.ReadAsync(meter, grid, context.CancellationToken);
        var response = new QueryConsumptionResponse { Unit = meter.Unit, ResetTimes = { resets.Select(t => t.ToTimestamp()) } };
        for (var i = 0; i < quantities.Length; i++)
        {
            var one = new Consumption
            {
                StartTime = (grid.Start + (i * grid.Length)).ToTimestamp(),
                EndTime = (grid.Start + ((i + 1) * grid.Length)).ToTimestamp(),
                CoveredPercent = quantities[i].Covered * 100,
                Quality = (FactoryTwin.Common.V1.Quality)quantities[i].Quality,
            };
            if (!double.IsNaN(quantities[i].Quantity)) one.Quantity = quantities[i].Quantity;
            response.Consumptions.Add(one);
        }
        return response;
    }

    private Meter Taken(Meter meter)
    {
        catalog.Take(meter);
        return meter;
    }
}
