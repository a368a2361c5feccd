using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Scheduler.V1;
using FactoryTwin.Services.Scheduler;
using FactoryTwin.Testing;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Scheduler.Tests.Service;

/// <summary>The scheduler stops while a planner waits for another service.</summary>
internal sealed class StopTests
{
    [Test]
    [CancelAfter(60_000)]
    public async Task A_question_for_prices_that_the_stop_cuts_short_is_no_failure(CancellationToken limit)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await ModuleHost.StartAsync(new SilentEnergy(asked), new FakeTwin(), new SchedulerModule());
        var machines = host.Grpc<Machines.MachinesClient>(service: "scheduler");
        await machines.CreateMachineAsync(new CreateMachineRequest
        {
            MachineId = "furnace",
            Machine = new Machine { DisplayName = "Coating furnace", Model = SchedulerHost.Model(), PriceSeries = SchedulerHost.Series },
        }, cancellationToken: limit);
        await machines.CreateOrderAsync(new CreateOrderRequest
        {
            Parent = SchedulerHost.Machine,
            OrderId = "first",
            Order = new Order { Parts = 6, DueTime = DateTimeOffset.UtcNow.AddHours(8).ToTimestamp() },
        }, cancellationToken: limit);
        await asked.Task.WaitAsync(limit);

        // What a cluster's brokers lack is warned of at the start.
        var before = host.Logs.Lines.Count;
        await host.StopAsync();

        Assert.That(host.Logs.Lines.Skip(before).Where(line => line.Level >= LogLevel.Warning).Select(line => $"{line.Text} {line.Exception}"), Is.Empty);
    }

    private sealed class SilentEnergy(TaskCompletionSource asked) : ServiceModule
    {
        public override string Name => "energy";

        public override string Description => "Never tells a price.";

        public override string Owner => "tests";

        public override void Build(IServiceModuleBuilder builder)
        {
            builder.Services.AddSingleton(asked);
            builder.Serves<SilentPrices>();
        }
    }

    private sealed class SilentPrices(TaskCompletionSource asked) : Prices.PricesBase
    {
        public override async Task<QueryPricesResponse> QueryPrices(QueryPricesRequest request, ServerCallContext context)
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            throw new RpcException(Status.DefaultCancelled);
        }
    }
}
