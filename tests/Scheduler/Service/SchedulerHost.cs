using FactoryTwin.Energy.V1;
using FactoryTwin.Events;
using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Scheduler.V1;
using FactoryTwin.Services.Energy;
using FactoryTwin.Services.Scheduler;
using FactoryTwin.Testing;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Scheduler.Tests.Service;

/// <summary>Scheduler, energy and a twin of the test's own, running in this process as they do in local mode.</summary>
internal sealed class SchedulerHost : IAsyncDisposable
{
    internal const string Machine = "machines/furnace";
    internal const string Series = "priceSeries/north";

    private SchedulerHost(ModuleHost host, FakeTwin twin) => (Host, Twin) = (host, twin);

    internal ModuleHost Host { get; }

    internal FakeTwin Twin { get; }

    /// <summary>The full hour that now lies in.</summary>
    internal DateTimeOffset Hour { get; } = new(DateTimeOffset.UtcNow.UtcTicks / TimeSpan.TicksPerHour * TimeSpan.TicksPerHour, TimeSpan.Zero);

    internal Plans.PlansClient Plans => Host.Grpc<Plans.PlansClient>(service: "scheduler");

    internal Machines.MachinesClient Machines => Host.Grpc<Machines.MachinesClient>(service: "scheduler");

    internal Prices.PricesClient Prices => Host.Grpc<Prices.PricesClient>(service: "energy");

    internal static async Task<SchedulerHost> StartAsync(bool withPrices = true, params (string Key, string Value)[] settings)
    {
        var twin = new FakeTwin();
        var options = new ModuleHostOptions { Settings = settings.ToDictionary(s => s.Key, s => (string?)s.Value) };
        var host = new SchedulerHost(await ModuleHost.StartAsync(options, new SchedulerModule(), new EnergyModule(), twin), twin);
        if (withPrices) await host.CreateSeriesAsync();
        return host;
    }

    /// <summary>
    /// Makes the series and waits until the scheduler has handled its event: one that comes in later would make a plan of its own, or share
    /// the reason of another's.
    /// </summary>
    internal async Task CreateSeriesAsync()
    {
        await Prices.CreatePriceSeriesAsync(new CreatePriceSeriesRequest { PriceSeriesId = "north", PriceSeries = new PriceSeries { DisplayName = "North", Currency = "USD" } });
        await SetPricesAsync(0, 48, 45.1);
        await Eventually.IsTrueAsync(HasHeardOfPrices, because: "the scheduler has handled the change of prices");
    }

    /// <summary>One price over hours counted from the present hour, in hourly steps.</summary>
    internal async Task SetPricesAsync(int from, int to, double price)
    {
        var request = new SetPricesRequest { Name = Series };
        for (var h = from; h < to; h++)
            request.Steps.Add(new PriceStep { StartTime = Hour.AddHours(h).ToTimestamp(), EndTime = Hour.AddHours(h + 1).ToTimestamp(), PricePerMwh = price });
        await Prices.SetPricesAsync(request);
    }

    /// <summary>Registers the machine and waits for its first plan, so that what follows makes plans of its own.</summary>
    internal async Task CreateMachineAsync(bool observed = false, bool metered = false)
    {
        await Machines.CreateMachineAsync(new CreateMachineRequest
        {
            MachineId = "furnace",
            Machine = new Machine
            {
                DisplayName = "Coating furnace",
                Model = Model(),
                PriceSeries = Series,
                PartsProducedPoint = observed ? "points/made" : "",
                BatchSizePoint = observed ? "points/size" : "",
                PowerPoint = metered ? "points/power" : "",
            },
        });
        await PlanAsync(_ => true, "the machine has a plan");
    }

    internal async Task<Order> CreateOrderAsync(string id, int parts, TimeSpan ahead) => await Machines.CreateOrderAsync(new CreateOrderRequest
    {
        Parent = Machine,
        OrderId = id,
        Order = new Order { Parts = parts, DueTime = (DateTimeOffset.UtcNow + ahead).ToTimestamp() },
    });

    internal async Task<OrderState> StateOfAsync(string id)
    {
        var orders = await Machines.ListOrdersAsync(new ListOrdersRequest { Parent = Machine, Filter = $"name = \"{Machine}/orders/{id}\"" });
        return orders.Orders.Single().State;
    }

    internal async Task<Plan> InForceAsync() => await Plans.GetPlanAsync(new GetPlanRequest { Name = $"{Machine}/plans/-" });

    /// <summary>The first plan in force that is like this.</summary>
    internal Task<Plan> PlanAsync(Func<Plan, bool> like, string because) => Eventually.IsNotNullAsync(
        async () =>
        {
            try
            {
                return await InForceAsync() is { } plan && like(plan) ? plan : null;
            }
            catch (RpcException fault) when (fault.StatusCode == StatusCode.NotFound)
            {
                return null;
            }
        },
        because: because);

    private bool HasHeardOfPrices() =>
        Host.Services["scheduler"].Services.GetRequiredService<IGroupLags>().GetLags().Any(place => place is { Topic: "energy.prices", Group: "scheduler", Position: > 0 });

    internal static BatchModel Model() => new()
    {
        Capacity = 2,
        InventoryWeight = 1,
        Sizes =
        {
            new BatchSize { Parts = 0, Duration = Duration.FromTimeSpan(TimeSpan.FromMinutes(15)), PowerMw = 0.05 },
            new BatchSize { Parts = 1, Duration = Duration.FromTimeSpan(TimeSpan.FromMinutes(25)), PowerMw = 0.8 },
            new BatchSize { Parts = 2, Duration = Duration.FromTimeSpan(TimeSpan.FromMinutes(25)), PowerMw = 1.3 },
        },
    };

    /// <summary>The fields that a refused call names.</summary>
    internal static async Task<List<string>> RefusedAsync(Func<Task> call, StatusCode code = StatusCode.InvalidArgument)
    {
        var fault = await Assert.ThrowsAsync<RpcException>(() => call());
        Assert.That(fault!.StatusCode, Is.EqualTo(code), fault.Message);
        return [.. RpcErrors.GetStatus(fault).Details.Where(d => d.Is(BadRequest.Descriptor)).SelectMany(d => d.Unpack<BadRequest>().FieldViolations).Select(v => v.Field)];
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
