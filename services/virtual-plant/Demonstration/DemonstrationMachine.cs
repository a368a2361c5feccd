using FactoryTwin.Hosting;
using FactoryTwin.Scheduler.V1;
using FactoryTwin.Services.VirtualPlant.Demonstration.Domain;
using FactoryTwin.Services.VirtualPlant.Simulation.Domain;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Services.VirtualPlant.Demonstration;

/// <summary>Keeps the scheduler's machine like the simulated furnace, and always with something to do.</summary>
public sealed class DemonstrationMachine(IServiceClients clients, IOptions<VirtualPlantOptions> options, TimeProvider time)
{
    private string Name => "machines/" + options.Value.Machine;

    /// <summary>Registers the machine, or brings its batch model and its points up to the simulation's.</summary>
    /// <exception cref="RpcException">The scheduler cannot be reached or refuses.</exception>
    public async Task EnsureMachineAsync(CancellationToken cancellationToken)
    {
        var machines = clients.Get<Machines.MachinesClient>("scheduler");
        var wanted = Wanted();
        try
        {
            await machines.CreateMachineAsync(new CreateMachineRequest { Machine = wanted, MachineId = options.Value.Machine }, cancellationToken: cancellationToken);
            return;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.AlreadyExists)
        {
            // Registered by an earlier start.
        }

        var stored = await machines.GetMachineAsync(new GetMachineRequest { Name = Name }, cancellationToken: cancellationToken);
        if (stored.Model.Equals(wanted.Model) && Points(stored) == Points(wanted)) return;
        wanted.Etag = stored.Etag;
        await machines.UpdateMachineAsync(
            new UpdateMachineRequest { Machine = wanted, UpdateMask = new() { Paths = { "model", "parts_produced_point", "batch_size_point", "power_point" } } }, cancellationToken: cancellationToken);
    }

    /// <summary>Places each rolling order again that is no longer open.</summary>
    /// <exception cref="RpcException">The scheduler cannot be reached or refuses.</exception>
    public async Task EnsureOrdersAsync(CancellationToken cancellationToken)
    {
        var machines = clients.Get<Machines.MachinesClient>("scheduler");
        var open = await machines.ListOrdersAsync(
            new ListOrdersRequest { Parent = Name, PageSize = 1000, Filter = "state = \"ORDER_STATE_OPEN\"" }, cancellationToken: cancellationToken);
        foreach (var order in RollingOrder.All)
        {
            if (open.Orders.Any(o => o.Name.StartsWith($"{Name}/orders/{order.Prefix}", StringComparison.Ordinal))) continue;
            await PlaceAsync(machines, order, cancellationToken);
        }
    }

    private async Task PlaceAsync(Machines.MachinesClient machines, RollingOrder order, CancellationToken cancellationToken)
    {
        var due = order.DueTime(time.GetUtcNow());
        try
        {
            await machines.CreateOrderAsync(
                new CreateOrderRequest
                {
                    Parent = Name,
                    OrderId = order.IdFor(due),
                    Order = new Order { Parts = order.PartsAt(options.Value.Speed), DueTime = due.ToTimestamp() },
                },
                cancellationToken: cancellationToken);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.AlreadyExists)
        {
            // Met within the same five minutes; the next one comes with the next due time.
        }
    }

    private Scheduler.V1.Machine Wanted() => new()
    {
        Name = Name,
        DisplayName = "Coating furnace 1",
        PriceSeries = "priceSeries/" + options.Value.PriceSeries,
        PartsProducedPoint = "points/" + FurnaceTags.PartsProduced,
        BatchSizePoint = "points/" + FurnaceTags.BatchSize,
        PowerPoint = "points/" + FurnaceTags.Power,
        Model = new BatchModel
        {
            Capacity = options.Value.FurnaceCapacity,
            InventoryAllowance = 2,
            InventoryWeight = 1,
            Sizes = { BatchRecipe.ForCapacity(options.Value.FurnaceCapacity).Select(ToSize) },
        },
    };

    private static (string, string, string) Points(Scheduler.V1.Machine machine) => (machine.PartsProducedPoint, machine.BatchSizePoint, machine.PowerPoint);

    private BatchSize ToSize(BatchRecipe recipe) => new()
    {
        Parts = recipe.Parts,
        Duration = Duration.FromTimeSpan(recipe.Duration / options.Value.Speed),
        PowerMw = recipe.MeanPowerKw / 1000,
    };
}
