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

    /// <summary>Blocks on machines.</summary>
    public static readonly Collection<V1.Block> Blocks = new("blocks", b => b.Name,
        new Index<V1.Block>("name", IndexKind.Text, b => b.Name),
        new Index<V1.Block>("kind", IndexKind.Text, b => Value(b.Kind)),
        new Index<V1.Block>("start_time", IndexKind.Time, b => b.StartTime.ToDateTimeOffset()),
        new Index<V1.Block>("end_time", IndexKind.Time, b => b.EndTime.ToDateTimeOffset()));

    /// <summary>Parts that left inventory beside orders.</summary>
    public static readonly Collection<V1.Withdrawal> Withdrawals = new("withdrawals", w => w.Name,
        new Index<V1.Withdrawal>("create_time", IndexKind.Time, w => w.CreateTime.ToDateTimeOffset()));

    /// <summary>Rescheduling failures.</summary>
    public static readonly Collection<V1.RescheduleFailure> Failures = new("reschedule_failures", f => f.Name,
        new Index<V1.RescheduleFailure>("name", IndexKind.Text, f => f.Name),
        new Index<V1.RescheduleFailure>("state", IndexKind.Text, f => Value(f.State)),
        new Index<V1.RescheduleFailure>("create_time", IndexKind.Time, f => f.CreateTime.ToDateTimeOffset()));

    /// <summary>Measured batches.</summary>
    public static readonly Collection<V1.BatchRecord> Batches = new("batch_records", b => b.Name,
        new Index<V1.BatchRecord>("plan", IndexKind.Text, b => b.Plan),
        new Index<V1.BatchRecord>("end_time", IndexKind.Time, b => b.EndTime.ToDateTimeOffset()));

    public static string StateOf(string machine) => $"{machine}/state";

    public static string OrdersOf(string machine) => $"{machine}/orders/";

    public static string PlansOf(string machine) => $"{machine}/plans/";

    public static string BatchesOf(string machine) => $"{machine}/batchRecords/";

    public static string BlocksOf(string machine) => $"{machine}/blocks/";

    public static string WithdrawalsOf(string machine) => $"{machine}/withdrawals/";

    public static string FailuresOf(string machine) => $"{machine}/rescheduleFailures/";

    /// <summary>"machines/{machine}" of what lies within it.</summary>
    public static string MachineOf(string name) => string.Join('/', name.Split('/').Take(2));

    /// <summary>The value's name in the contract, as filters write it.</summary>
    private static string Value<T>(T value) where T : struct, Enum =>
        typeof(T).GetField(value.ToString()) is { } field && Attribute.GetCustomAttribute(field, typeof(Google.Protobuf.Reflection.OriginalNameAttribute)) is Google.Protobuf.Reflection.OriginalNameAttribute name ? name.Name : "";

    /// <summary>The same of an order's state.</summary>
    public static string StateName(V1.OrderState state) => Value(state);
}
