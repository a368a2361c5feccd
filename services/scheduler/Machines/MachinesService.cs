using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Scheduler.Replanning;
using FactoryTwin.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Options;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Machines;

/// <summary>The door to machines and the orders on them. Whatever changes them has the machine's plan made anew.</summary>
public sealed class MachinesService(IStore store, PlannerHost planners, IOptions<SchedulerOptions> options, TimeProvider time) : V1.Machines.MachinesBase
{
    /// <inheritdoc/>
    public override async Task<V1.Machine> CreateMachine(V1.CreateMachineRequest request, ServerCallContext context)
    {
        var machine = MachineCheck.Created(request);
        if (planners.Count >= options.Value.MaxMachines)
            throw RpcErrors.ResourceExhausted("TOO_MANY_MACHINES", $"At most {options.Value.MaxMachines} machines are planned for (Scheduler:MaxMachines).");
        try
        {
            var document = await store.WriteAsync(transaction => transaction.Put(SchedulerStores.Machines, machine, expectedEtag: ""), context.CancellationToken);
            planners.MachineChanged(machine.Name, $"Machine {Short(machine.Name)} was registered");
            return WithHead(document);
        }
        catch (EtagMismatchException)
        {
            throw RpcErrors.AlreadyExists(machine.Name);
        }
    }

    /// <inheritdoc/>
    public override async Task<V1.Machine> GetMachine(V1.GetMachineRequest request, ServerCallContext context) =>
        WithHead(await FindAsync(request.Name, context));

    /// <inheritdoc/>
    public override async Task<V1.ListMachinesResponse> ListMachines(V1.ListMachinesRequest request, ServerCallContext context)
    {
        var query = new ListQuery(0, request.PageToken, request.Filter);
        var page = await store.ListPageAsync(SchedulerStores.Machines, query with { PageSize = ListRequests.PageSize(request.PageSize) }, context.CancellationToken);
        return new V1.ListMachinesResponse { Machines = { page.Documents.Select(WithHead) }, NextPageToken = page.NextPageToken };
    }

    /// <inheritdoc/>
    public override async Task<V1.Machine> UpdateMachine(V1.UpdateMachineRequest request, ServerCallContext context)
    {
        if (request.Machine is null) throw RpcErrors.InvalidArgument(("machine", "is required"));
        var stored = await FindAsync(request.Machine.Name, context);
        var updated = MachineCheck.Updated(stored.Value, request);
        var etag = request.Machine.Etag.Length > 0 ? request.Machine.Etag : stored.Etag;
        try
        {
            var document = await store.WriteAsync(transaction => transaction.Put(SchedulerStores.Machines, updated, etag), context.CancellationToken);
            planners.MachineChanged(updated.Name, $"Machine {Short(updated.Name)} was changed");
            return WithHead(document);
        }
        catch (EtagMismatchException fault)
        {
            throw RpcErrors.Aborted("ETAG_MISMATCH", fault.Message);
        }
    }

    /// <inheritdoc/>
    public override async Task<V1.Order> CreateOrder(V1.CreateOrderRequest request, ServerCallContext context)
    {
        await FindAsync(request.Parent, context);
        var order = MachineCheck.Created(request, time.GetUtcNow());
        var open = await OrderStore.OpenAsync(store, request.Parent, context.CancellationToken);
        if (open.Count >= OrderStore.MaxOpenOrders || open.Sum(o => o.Parts) + order.Parts > Planning.InstanceCheck.MaxParts)
            throw RpcErrors.ResourceExhausted("TOO_MANY_OPEN_ORDERS", $"At most {OrderStore.MaxOpenOrders} orders of {Planning.InstanceCheck.MaxParts} parts in all may be open.");
        try
        {
            await store.WriteAsync(transaction => transaction.Put(SchedulerStores.Orders, order, expectedEtag: ""), context.CancellationToken);
        }
        catch (EtagMismatchException)
        {
            throw RpcErrors.AlreadyExists(order.Name);
        }
        planners.OrdersChanged(request.Parent, $"Order {Short(order.Name)} was placed: {order.Parts} parts by {order.DueTime.ToDateTimeOffset():yyyy-MM-dd HH:mm} UTC");
        return order;
    }

    /// <inheritdoc/>
    public override async Task<V1.ListOrdersResponse> ListOrders(V1.ListOrdersRequest request, ServerCallContext context)
    {
        await FindAsync(request.Parent, context);
        var query = new ListQuery(0, request.PageToken, request.Filter, "due_time") { NamePrefix = SchedulerStores.OrdersOf(request.Parent) };
        var page = await store.ListPageAsync(SchedulerStores.Orders, query with { PageSize = ListRequests.PageSize(request.PageSize) }, context.CancellationToken);
        return new V1.ListOrdersResponse { Orders = { page.Documents.Select(d => d.Value) }, NextPageToken = page.NextPageToken };
    }

    /// <inheritdoc/>
    public override async Task<V1.Order> CancelOrder(V1.CancelOrderRequest request, ServerCallContext context)
    {
        var (order, changed) = await store.WriteAsync(transaction => OrderStore.Cancel(transaction, request.Name), context.CancellationToken);
        if (order is null) throw RpcErrors.NotFound(request.Name);
        if (order.State != V1.OrderState.Cancelled)
            throw RpcErrors.FailedPrecondition("ORDER_NOT_OPEN", order.Name, $"The order is {order.State.ToString().ToLowerInvariant()} and can no longer be withdrawn.");
        if (changed) planners.OrdersChanged(request.Name[..request.Name.IndexOf("/orders/", StringComparison.Ordinal)], $"Order {Short(order.Name)} was withdrawn");
        return order;
    }

    private static string Short(string name) => name[(name.LastIndexOf('/') + 1)..];

    private static V1.Machine WithHead(Document<V1.Machine> document)
    {
        var machine = document.Value.Clone();
        machine.Etag = document.Etag;
        machine.CreateTime = document.CreateTime.ToTimestamp();
        machine.UpdateTime = document.UpdateTime.ToTimestamp();
        return machine;
    }

    private async Task<Document<V1.Machine>> FindAsync(string name, ServerCallContext context) =>
        await store.GetAsync(SchedulerStores.Machines, name, context.CancellationToken) ?? throw RpcErrors.NotFound(name);
}
