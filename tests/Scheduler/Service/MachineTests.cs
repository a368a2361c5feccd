using FactoryTwin.Scheduler.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.Scheduler.Tests.Service;

public class MachineTests
{
    [Test]
    public async Task Machines_and_orders_refuse_what_is_wrong_by_field()
    {
        await using var scheduler = await SchedulerHost.StartAsync(withPrices: false);
        var machine = new Machine { Model = SchedulerHost.Model(), PriceSeries = "north", BatchSizePoint = "size" };
        machine.Model.Sizes[2].PowerMw = -1;
        Assert.That(
            await SchedulerHost.RefusedAsync(async () => await scheduler.Machines.CreateMachineAsync(new CreateMachineRequest { MachineId = "a b", Machine = machine })),
            Is.EquivalentTo(new[] { "machine_id", "machine.model.sizes[2].power_mw", "machine.price_series", "machine.batch_size_point", "machine.parts_produced_point" }));

        await scheduler.CreateMachineAsync();
        await SchedulerHost.RefusedAsync(() => scheduler.CreateMachineAsync(), StatusCode.AlreadyExists);
        Assert.That(
            await SchedulerHost.RefusedAsync(() => scheduler.CreateOrderAsync("late", 0, TimeSpan.FromHours(-1))),
            Is.EquivalentTo(new[] { "order.parts", "order.due_time" }));
        await SchedulerHost.RefusedAsync(
            async () => await scheduler.Machines.CreateOrderAsync(new CreateOrderRequest { Parent = "machines/none", Order = new Order { Parts = 1 } }), StatusCode.NotFound);
        Assert.That(
            await SchedulerHost.RefusedAsync(async () => await scheduler.Machines.UpdateMachineAsync(
                new UpdateMachineRequest { Machine = new Machine { Name = SchedulerHost.Machine }, UpdateMask = new FieldMask { Paths = { "name" } } })),
            Is.EqualTo(new[] { "update_mask" }));
    }

    [Test]
    public async Task A_change_made_on_an_old_etag_is_refused()
    {
        await using var scheduler = await SchedulerHost.StartAsync(withPrices: false);
        await scheduler.CreateMachineAsync();
        var read = await scheduler.Machines.GetMachineAsync(new GetMachineRequest { Name = SchedulerHost.Machine });
        var request = new UpdateMachineRequest
        {
            Machine = new Machine { Name = read.Name, Etag = read.Etag, DisplayName = "Furnace 1" },
            UpdateMask = new FieldMask { Paths = { "display_name" } },
        };
        var changed = await scheduler.Machines.UpdateMachineAsync(request);
        Assert.That((changed.DisplayName, changed.Model), Is.EqualTo(("Furnace 1", read.Model)));
        await SchedulerHost.RefusedAsync(async () => await scheduler.Machines.UpdateMachineAsync(request), StatusCode.Aborted);
    }

    [Test]
    public async Task Orders_are_listed_by_due_time_filtered_and_withdrawn_once()
    {
        await using var scheduler = await SchedulerHost.StartAsync(withPrices: false);
        await scheduler.CreateMachineAsync();
        await scheduler.CreateOrderAsync("late", 4, TimeSpan.FromHours(6));
        await scheduler.CreateOrderAsync("soon", 2, TimeSpan.FromHours(2));
        var list = await scheduler.Machines.ListOrdersAsync(new ListOrdersRequest { Parent = SchedulerHost.Machine });
        Assert.That(list.Orders.Select(o => o.Name[^4..]), Is.EqualTo(new[] { "soon", "late" }));

        var cancel = new CancelOrderRequest { Name = list.Orders[0].Name };
        Assert.That((await scheduler.Machines.CancelOrderAsync(cancel)).State, Is.EqualTo(OrderState.Cancelled));
        Assert.That((await scheduler.Machines.CancelOrderAsync(cancel)).State, Is.EqualTo(OrderState.Cancelled));
        await SchedulerHost.RefusedAsync(async () => await scheduler.Machines.CancelOrderAsync(new CancelOrderRequest { Name = $"{SchedulerHost.Machine}/orders/none" }), StatusCode.NotFound);
        var open = await scheduler.Machines.ListOrdersAsync(new ListOrdersRequest { Parent = SchedulerHost.Machine, Filter = "state = \"ORDER_STATE_OPEN\"" });
        Assert.That(open.Orders.Select(o => o.Name[^4..]), Is.EqualTo(new[] { "late" }));
    }

    [Test]
    public async Task An_order_is_changed_while_it_is_open_and_not_on_an_old_etag()
    {
        await using var scheduler = await SchedulerHost.StartAsync();
        await scheduler.CreateMachineAsync();
        await scheduler.CreateOrderAsync("A", 2, TimeSpan.FromHours(2));
        var read = (await scheduler.Machines.ListOrdersAsync(new ListOrdersRequest { Parent = SchedulerHost.Machine })).Orders.Single();
        var more = new UpdateOrderRequest { Order = new Order { Name = read.Name, Etag = read.Etag, Parts = 3 }, UpdateMask = new FieldMask { Paths = { "parts" } } };
        var changed = await scheduler.Machines.UpdateOrderAsync(more);
        Assert.That((changed.Parts, changed.DueTime, changed.State), Is.EqualTo((3, read.DueTime, OrderState.Open)));
        Assert.That(changed.Etag, Is.Not.Empty.And.Not.EqualTo(read.Etag));
        var plan = await scheduler.PlanAsync(p => p.Reason.Contains("Order A was changed from 2 parts", StringComparison.Ordinal), "the change makes a plan");
        Assert.That(plan.Demands.Single().Parts, Is.EqualTo(3));
        await SchedulerHost.RefusedAsync(async () => await scheduler.Machines.UpdateOrderAsync(more), StatusCode.Aborted);

        more.Order.Etag = "";
        more.Order.Parts = 0;
        more.UpdateMask = null;
        Assert.That(await SchedulerHost.RefusedAsync(async () => await scheduler.Machines.UpdateOrderAsync(more)), Is.EquivalentTo(new[] { "order.parts", "order.due_time" }));
        more.UpdateMask = new FieldMask { Paths = { "state" } };
        Assert.That(await SchedulerHost.RefusedAsync(async () => await scheduler.Machines.UpdateOrderAsync(more)), Is.EqualTo(new[] { "update_mask" }));

        await scheduler.Machines.CancelOrderAsync(new CancelOrderRequest { Name = read.Name });
        more.Order.Parts = 1;
        more.UpdateMask = new FieldMask { Paths = { "parts" } };
        await SchedulerHost.RefusedAsync(async () => await scheduler.Machines.UpdateOrderAsync(more), StatusCode.FailedPrecondition);
        more.Order.Name = $"{SchedulerHost.Machine}/orders/none";
        await SchedulerHost.RefusedAsync(async () => await scheduler.Machines.UpdateOrderAsync(more), StatusCode.NotFound);
    }
}
