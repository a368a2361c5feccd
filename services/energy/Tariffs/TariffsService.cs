using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Energy.Pricing;
using FactoryTwin.Services.Energy.Tariffs.Domain;
using FactoryTwin.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.Services.Energy.Tariffs;

/// <summary>The door to tariffs.</summary>
public sealed class TariffsService(TariffStore tariffs, PriceStore prices, EnergyMetrics metrics) : FactoryTwin.Energy.V1.Tariffs.TariffsBase
{
    private const double KwhPerMwh = 1_000;

    /// <inheritdoc/>
    public override async Task<Tariff> CreateTariff(CreateTariffRequest request, ServerCallContext context)
    {
        var tariff = TariffRequests.Created(request);
        if (await tariffs.FindAsync(tariff.Name, context.CancellationToken) is not null) throw RpcErrors.AlreadyExists(tariff.Name);
        if (request.ValidateOnly) return tariff;
        try
        {
            return await tariffs.PutAsync(tariff, "", context.CancellationToken);
        }
        catch (EtagMismatchException)
        {
            throw RpcErrors.AlreadyExists(tariff.Name);
        }
    }

    /// <inheritdoc/>
    public override Task<Tariff> GetTariff(GetTariffRequest request, ServerCallContext context) => FindAsync(request.Name, context);

    /// <inheritdoc/>
    public override async Task<ListTariffsResponse> ListTariffs(ListTariffsRequest request, ServerCallContext context)
    {
        var query = new ListQuery(ListRequests.PageSize(request.PageSize), request.PageToken, request.Filter);
        var (page, next) = await tariffs.ListAsync(query, context.CancellationToken);
        return new ListTariffsResponse { Tariffs = { page }, NextPageToken = next };
    }

    /// <inheritdoc/>
    public override async Task<Tariff> UpdateTariff(UpdateTariffRequest request, ServerCallContext context)
    {
        if (request.Tariff is null) throw RpcErrors.InvalidArgument(("tariff", "is required"));
        var stored = await FindAsync(request.Tariff.Name, context);
        var updated = TariffRequests.Updated(stored, request);
        if (request.ValidateOnly) return updated;
        try
        {
            return await tariffs.PutAsync(updated, request.Tariff.Etag.Length > 0 ? request.Tariff.Etag : stored.Etag, context.CancellationToken);
        }
        catch (EtagMismatchException fault)
        {
            throw RpcErrors.Aborted("ETAG_MISMATCH", fault.Message);
        }
    }

    /// <inheritdoc/>
    public override async Task<Empty> DeleteTariff(DeleteTariffRequest request, ServerCallContext context) =>
        await tariffs.DeleteAsync(request.Name, context.CancellationToken) ? new Empty() : throw RpcErrors.NotFound(request.Name);

    /// <inheritdoc/>
    public override async Task<ExpandTariffResponse> ExpandTariff(ExpandTariffRequest request, ServerCallContext context)
    {
        var tariff = await FindAsync(request.Name, context);
        var (start, end) = Span(request.StartTime, request.EndTime);
        var steps = new TariffClock(TariffRequests.Model(tariff)).Stretches(start, end).Select(s => new TariffStep
        {
            StartTime = s.Start.ToTimestamp(),
            EndTime = s.End.ToTimestamp(),
            Band = (TariffBand)s.Band,
            PricePerKwh = s.PricePerKwh,
            Season = s.Season,
            Version = $"{s.Version.EffectiveDay:yyyy-MM-dd}",
        });
        return new ExpandTariffResponse { Currency = tariff.Currency, Steps = { steps } };
    }

    /// <inheritdoc/>
    public override async Task<ApplyTariffResponse> ApplyTariff(ApplyTariffRequest request, ServerCallContext context)
    {
        var tariff = await FindAsync(request.Name, context);
        var (start, end) = Span(request.StartTime, request.EndTime);
        var series = await prices.FindAsync(request.PriceSeries, context.CancellationToken) ?? throw RpcErrors.NotFound(request.PriceSeries);
        if (series.Currency != tariff.Currency)
            throw RpcErrors.InvalidArgument(("price_series", $"is in {series.Currency}, the tariff is in {tariff.Currency}"));
        var steps = new TariffClock(TariffRequests.Model(tariff)).Stretches(start, end)
            .Select(s => new Pricing.Domain.PriceStep(s.Start, s.End, (s.PricePerKwh + s.Version.SurchargePerKwh) * KwhPerMwh)).ToList();
        if (steps.Count == 0) throw RpcErrors.InvalidArgument(("end_time", "is before the tariff's first version"));
        var written = await prices.WriteAsync(series.Name, steps, context.CancellationToken) ?? throw RpcErrors.NotFound(series.Name);
        metrics.Count(written.ChangedSteps, written.UnchangedSteps);
        return new ApplyTariffResponse { ChangedSteps = written.ChangedSteps, UnchangedSteps = written.UnchangedSteps, Revision = written.Revision };
    }

    /// <inheritdoc/>
    public override async Task<CalculateBillResponse> CalculateBill(CalculateBillRequest request, ServerCallContext context)
    {
        var tariff = await FindAsync(request.Name, context);
        var model = TariffRequests.Model(tariff);
        var (taken, start, end) = BillRequests.Checked(request, model);
        var parts = Bill.Parts(new TariffClock(model), taken, start, end).ToList();
        return new CalculateBillResponse
        {
            Parts = { parts.Select(BillRequests.ToMessage) },
            EnergyKwh = parts.Sum(p => p.Kwh),
            TotalCost = parts.Sum(p => p.Total),
            MissingSeconds = (long)((end - start) - TimeSpan.FromTicks(taken.Sum(t => (t.End - t.Start).Ticks))).TotalSeconds,
            Currency = tariff.Currency,
        };
    }

    private static (DateTimeOffset Start, DateTimeOffset End) Span(Timestamp? start, Timestamp? end)
    {
        var faults = new Faults();
        var span = TariffRequests.Span(start, end, faults);
        faults.ThrowIfAny();
        return span;
    }

    private async Task<Tariff> FindAsync(string name, ServerCallContext context) =>
        await tariffs.FindAsync(name, context.CancellationToken) ?? throw RpcErrors.NotFound(name);
}
