using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Scheduler.Replanning;
using FactoryTwin.Storage;
using Grpc.Core;
using Microsoft.Extensions.Options;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Machines;

/// <summary>The door to machines and the orders on them. Whatever changes them has the machine's plan made anew.</summary>
public sealed class MachinesService(IStore store, PlannerHost planners, IOptions<SchedulerOptions> options, TimeProvider time) : V1.Machines.MachinesBase
{
    private readonly ResourceStore<V1.Machine> _machines = new(store, SchedulerStores.Machines);
    private readonly ResourceStore<V1.Order> _orders = new(store, SchedulerStores.Orders);

    /// <inheritdoc/>
    public override async Task<V1.Machine> CreateMachine(V1.CreateMachineRequest request, ServerCallContext context)
    {
        var machine = MachineCheck.Created(request);
        if (planners.Count >= options.Value.MaxMachines)
            throw RpcErrors.ResourceExhausted("TOO_MANY_MACHINES", $"At most {options.Value.MaxMachines} machines are planned for (Scheduler:MaxMachines).");
        machine = await _machines.CreateAsync(machine, context.CancellationToken);
        planners.MachineChanged(machine.Name, $"Machine {Short(machine.Name)} was registered");
        return machine;
    }

    /// <inheritdoc/>
    public override Task<V1.Machine> GetMachine(V1.GetMachineRequest request, ServerCallContext context) =>
        _machines.GetAsync(request.Name, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<V1.ListMachinesResponse> ListMachines(V1.ListMachinesRequest request, ServerCallContext context)
    {
        var (page, next) = await _machines.ListAsync(request.PageSize, request.PageToken, request.Filter, context.CancellationToken);
        return new V1.ListMachinesResponse { Machines = { page }, NextPageToken = next };
    }

    /// <inheritdoc/>
    public override async Task<V1.Machine> UpdateMachine(V1.UpdateMachineRequest request, ServerCallContext context)
    {
        if (request.Machine is null) throw RpcErrors.InvalidArgument(("machine", "is required"));
        var stored = await _machines.GetAsync(request.Machine.Name, context.CancellationToken);
        var updated = MachineCheck.Updated(stored, request);
        updated = await _machines.UpdateAsync(updated, request.Machine.Etag.Length > 0 ? request.Machine.Etag : stored.Etag, context.CancellationToken);
        planners.MachineChanged(updated.Name, $"Machine {Short(updated.Name)} was changed");
        return updated;
    }

    /// <inheritdoc/>
    public override async Task<V1.Order> CreateOrder(V1.CreateOrderRequest request, ServerCallContext context)
    {
        await _machines.GetAsync(request.Parent, context.CancellationToken);
        var order = OrderCheck.Created(request, time.GetUtcNow());
        var open = await OrderStore.OpenAsync(store, request.Parent, context.CancellationToken);
        if (open.Count >= OrderStore.MaxOpenOrders || open.Sum(o => o.Parts) + order.Parts > Planning.InstanceCheck.MaxParts)
            throw RpcErrors.ResourceExhausted("TOO_MANY_OPEN_ORDERS", $"At most {OrderStore.MaxOpenOrders} orders of {Planning.InstanceCheck.MaxParts} parts in all may be open.");
        order = await _orders.CreateAsync(order, context.CancellationToken);
        planners.OrdersChanged(request.Parent, $"Order {Short(order.Name)} was placed: {Words(order)}");
        return order;
    }

    /// <inheritdoc/>
    public override async Task<V1.ListOrdersResponse> ListOrders(V1.ListOrdersRequest request, ServerCallContext context)
    {
        await _machines.GetAsync(request.Parent, context.CancellationToken);
        var query = new ListQuery(0, request.PageToken, request.Filter, "due_time") { NamePrefix = SchedulerStores.OrdersOf(request.Parent) };
        var page = await store.ListPageAsync(SchedulerStores.Orders, query with { PageSize = ListRequests.PageSize(request.PageSize) }, context.CancellationToken);
        return new V1.ListOrdersResponse { Orders = { page.Documents.Select(ResourceHead.WithHead) }, NextPageToken = page.NextPageToken };
    }

    /// <inheritdoc/>
    public override async Task<V1.Order> UpdateOrder(V1.UpdateOrderRequest request, ServerCallContext context)
    {
        if (request.Order is null) throw RpcErrors.InvalidArgument(("order", "is required"));
        var name = request.Order.Name;
        var stored = await _orders.GetAsync(name, context.CancellationToken);
        RequireOpen(stored, "changed");
        var changed = OrderCheck.Updated(stored, request, time.GetUtcNow());
        var machine = SchedulerStores.MachineOf(name);
        var open = await OrderStore.OpenAsync(store, machine, context.CancellationToken);
        if (open.Where(o => o.Name != name).Sum(o => o.Parts) + changed.Parts > Planning.InstanceCheck.MaxParts)
            throw RpcErrors.ResourceExhausted("TOO_MANY_OPEN_ORDERS", $"At most {Planning.InstanceCheck.MaxParts} parts in all may be open.");
        // On the etag of what was read: an order that is met or withdrawn in between stays so.
        changed = await _orders.UpdateAsync(changed, request.Order.Etag.Length > 0 ? request.Order.Etag : stored.Etag, context.CancellationToken);
        planners.OrdersChanged(machine, $"Order {Short(name)} was changed from {Words(stored)} to {Words(changed)}");
        return changed;
    }

    /// <inheritdoc/>
    public override async Task<V1.Order> CancelOrder(V1.CancelOrderRequest request, ServerCallContext context)
    {
        var (order, changed) = await store.WriteAsync(transaction => OrderStore.Cancel(transaction, request.Name), context.CancellationToken);
        if (order is null) throw RpcErrors.NotFound(request.Name);
        if (order.State != V1.OrderState.Cancelled) RequireOpen(order, "withdrawn");
        if (changed) planners.OrdersChanged(SchedulerStores.MachineOf(order.Name), $"Order {Short(order.Name)} was withdrawn");
        return order;
    }

    private static void RequireOpen(V1.Order order, string done)
    {
        if (order.State != V1.OrderState.Open)
            throw RpcErrors.FailedPrecondition("ORDER_NOT_OPEN", order.Name, $"The order is {order.State.ToString().ToLowerInvariant()} and can no longer be {done}.");
    }

    private static string Words(V1.Order order) => $"{order.Parts} parts by {order.DueTime.ToDateTimeOffset():yyyy-MM-dd HH:mm} UTC";

    private static string Short(string name) => name[(name.LastIndexOf('/') + 1)..];
}
