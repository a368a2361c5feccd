using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Services.Energy.Balances;
using FactoryTwin.Services.Energy.Meters;
using FactoryTwin.Services.Energy.Tariffs;

namespace FactoryTwin.Services.Energy.Reports;

/// <summary>Checks what a report refers to, against what is stored.</summary>
public sealed class ReportLinks(ReportStore reports, BalanceStore nodes, MeterStore meters, TariffStore tariffs)
{
    /// <summary>Refuses a report that refers to what is not there.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with every wrong field.</exception>
    internal async Task CheckAsync(EnergyReport report, CancellationToken cancellationToken)
    {
        var faults = new Faults();
        Missing(await nodes.Resources.FindAsync(report.BalanceNode, cancellationToken), "energy_report.balance_node", report.BalanceNode);
        Missing(await reports.Calendars.FindAsync(report.ShiftCalendar, cancellationToken), "energy_report.shift_calendar", report.ShiftCalendar);
        for (var i = 0; i < report.Tariffs.Count; i++)
            Missing(await tariffs.FindAsync(report.Tariffs[i].Tariff, cancellationToken), $"energy_report.tariffs[{i}].tariff", report.Tariffs[i].Tariff);
        for (var i = 0; i < report.Products.Count; i++)
        {
            var (one, field) = (report.Products[i], $"energy_report.products[{i}]");
            Missing(await meters.Resources.FindAsync(one.Meter, cancellationToken), $"{field}.meter", one.Meter);
            if (one.BalanceNode.Length > 0) Missing(await nodes.Resources.FindAsync(one.BalanceNode, cancellationToken), $"{field}.balance_node", one.BalanceNode);
        }
        faults.ThrowIfAny();

        void Missing(object? found, string field, string name)
        {
            if (found is null) faults.Add(field, $"there is no '{name}'");
        }
    }
}
