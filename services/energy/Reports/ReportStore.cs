using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Storage;

namespace FactoryTwin.Services.Energy.Reports;

/// <summary>Keeps reports and shift calendars.</summary>
public sealed class ReportStore(IStore store)
{
    private static readonly Collection<ShiftCalendar> CalendarCollection = new("shift_calendars", c => c.Name, new Index<ShiftCalendar>("name", IndexKind.Text, c => c.Name));

    private static readonly Collection<EnergyReport> ReportCollection = new("energy_reports", r => r.Name,
        new Index<EnergyReport>("name", IndexKind.Text, r => r.Name),
        new Index<EnergyReport>("balance_node", IndexKind.Text, r => r.BalanceNode));

    internal ResourceStore<ShiftCalendar> Calendars { get; } = new(store, CalendarCollection);

    internal ResourceStore<EnergyReport> Reports { get; } = new(store, ReportCollection);

    /// <summary>Removes a report; false where there is none.</summary>
    internal Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) =>
        store.WriteAsync(transaction => transaction.Delete(ReportCollection, name), cancellationToken);
}
