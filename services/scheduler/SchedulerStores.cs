using FactoryTwin.Storage;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler;

/// <summary>What the scheduler stores.</summary>
internal static class SchedulerStores
{
    public static readonly Collection<V1.Machine> Machines = new("machines", m => m.Name,
        new Index<V1.Machine>("name", IndexKind.Text, m => m.Name),
        new Index<V1.Machine>("price_series", IndexKind.Text, m => m.PriceSeries));

    public static readonly Collection<V1.Order> Orders = new("orders", o => o.Name,
        new Index<V1.Order>("name", IndexKind.Text, o => o.Name),
        new Index<V1.Order>("state", IndexKind.Text, o => StateName(o.State)),
        new Index<V1.Order>("due_time", IndexKind.Time, o => o.DueTime.ToDateTimeOffset()));

    public static readonly Collection<V1.Plan> Plans = new("plans", p => p.Name,
        new Index<V1.Plan>("revision", IndexKind.Integer, p => p.Revision));

    /// <summary>Progress and the newest plan's revision, one a machine.</summary>
    public static readonly Collection<V1.StoredMachineState> States = new("machine_states", s => s.Name);

    /// <summary>The own copy of prices, one a series.</summary>
    public static readonly Collection<V1.StoredPrices> Prices = new("prices", p => p.Name);

    public static string StateOf(string machine) => $"{machine}/state";

    public static string OrdersOf(string machine) => $"{machine}/orders/";

    public static string PlansOf(string machine) => $"{machine}/plans/";

    /// <summary>The value's name in the contract, as filters write it.</summary>
    public static string StateName(V1.OrderState state) =>
        V1.MachinesReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.EnumDescriptor>("OrderState").FindValueByNumber((int)state)?.Name ?? "";
}
