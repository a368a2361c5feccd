using FactoryTwin.Energy.V1;
using FactoryTwin.Rpc;
using Google.Api;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.Services.Energy.Reports;

/// <summary>The door to reports.</summary>
public sealed class ReportsService(ReportStore store, ReportLinks links, ReportReader reader) : FactoryTwin.Energy.V1.Reports.ReportsBase
{
    /// <inheritdoc/>
    public override Task<ShiftCalendar> CreateShiftCalendar(CreateShiftCalendarRequest request, ServerCallContext context) =>
        store.Calendars.CreateAsync(ShiftCalendars.Created(request), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ShiftCalendar> GetShiftCalendar(GetShiftCalendarRequest request, ServerCallContext context) => store.Calendars.GetAsync(request.Name, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<ListShiftCalendarsResponse> ListShiftCalendars(ListShiftCalendarsRequest request, ServerCallContext context)
    {
        var (page, next) = await store.Calendars.ListAsync(request.PageSize, request.PageToken, request.Filter, context.CancellationToken);
        return new ListShiftCalendarsResponse { ShiftCalendars = { page }, NextPageToken = next };
    }

    /// <inheritdoc/>
    public override Task<ShiftCalendar> UpdateShiftCalendar(UpdateShiftCalendarRequest request, ServerCallContext context) => store.Calendars.ChangeAsync(request.ShiftCalendar, "shift_calendar", stored => Task.FromResult(ShiftCalendars.Updated(stored, request)), validateOnly: false, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<EnergyReport> CreateEnergyReport(CreateEnergyReportRequest request, ServerCallContext context)
    {
        var report = ReportRequests.Created(request);
        await links.CheckAsync(report, context.CancellationToken);
        return await store.Reports.CreateAsync(report, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task<EnergyReport> GetEnergyReport(GetEnergyReportRequest request, ServerCallContext context) => store.Reports.GetAsync(request.Name, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<ListEnergyReportsResponse> ListEnergyReports(ListEnergyReportsRequest request, ServerCallContext context)
    {
        var (page, next) = await store.Reports.ListAsync(request.PageSize, request.PageToken, request.Filter, context.CancellationToken);
        return new ListEnergyReportsResponse { EnergyReports = { page }, NextPageToken = next };
    }

    /// <inheritdoc/>
    public override Task<EnergyReport> UpdateEnergyReport(UpdateEnergyReportRequest request, ServerCallContext context) => store.Reports.ChangeAsync(
            request.EnergyReport,
            "energy_report",
            async stored =>
            {
                var updated = ReportRequests.Updated(stored, request);
                await links.CheckAsync(updated, context.CancellationToken);
                return updated;
            },
            validateOnly: false,
            context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<Empty> DeleteEnergyReport(DeleteEnergyReportRequest request, ServerCallContext context) =>
        await store.DeleteAsync(request.Name, context.CancellationToken) ? new Empty() : throw RpcErrors.NotFound(request.Name);

    /// <inheritdoc/>
    public override async Task<QueryEnergyReportResponse> QueryEnergyReport(QueryEnergyReportRequest request, ServerCallContext context) =>
        (await TableAsync(request.Name, request.FirstDay, request.LastDay, context.CancellationToken)).ToMessage();

    /// <inheritdoc/>
    public override async Task<HttpBody> DownloadEnergyReport(DownloadEnergyReportRequest request, ServerCallContext context)
    {
        if (!System.Enum.IsDefined(request.Format)) throw RpcErrors.InvalidArgument(("format", "must be REPORT_FORMAT_CSV or REPORT_FORMAT_JSON"));
        return (await TableAsync(request.Name, request.FirstDay, request.LastDay, context.CancellationToken)).ToFile(request.Format);
    }

    private async Task<ReportTable> TableAsync(string name, string firstDay, string lastDay, CancellationToken cancellationToken)
    {
        var (first, last) = ReportRequests.Days(firstDay, lastDay);
        return await reader.ReadAsync(await store.Reports.GetAsync(name, cancellationToken), first, last, cancellationToken);
    }
}
