using FactoryTwin.Rpc;
using FactoryTwin.Scheduler.V1;
using FactoryTwin.Services.VirtualPlant;
using FactoryTwin.Services.VirtualPlant.Demonstration;
using FactoryTwin.Services.VirtualPlant.Demonstration.Domain;
using FactoryTwin.Services.VirtualPlant.Simulation.Domain;
using FactoryTwin.VirtualPlant.Tests.Support;
using Grpc.Core;

namespace FactoryTwin.VirtualPlant.Tests.Demonstration;

public sealed class DemonstrationTests
{
    private readonly ManualClock clock = new(new(2026, 11, 22, 8, 2, 0, TimeSpan.Zero));
    private readonly FakeScheduler scheduler = new();
    private readonly VirtualPlantOptions options = new();

    [Test]
    public async Task The_machine_matches_the_simulated_furnace_at_its_speed()
    {
        options.Speed = 10;
        await Machine().EnsureMachineAsync(CancellationToken.None);

        var sizes = scheduler.Machine!.Model.Sizes;
        Assert.Multiple(() =>
        {
            Assert.That(sizes.Select(s => s.Parts), Is.EqualTo(new[] { 0, 1, 2 }));
            Assert.That(sizes.Select(s => s.Duration.ToTimeSpan()), Is.EqualTo(BatchRecipe.ForCapacity(2).Select(r => r.Duration / 10)));
            Assert.That(sizes.Select(s => s.PowerMw), Is.Ordered.Ascending);
            Assert.That(scheduler.Machine.PartsProducedPoint, Is.EqualTo("points/301-CQ-1001"));
            Assert.That(scheduler.Machine.PowerPoint, Is.EqualTo("points/301-JT-1001"));
        });
    }

    [Test]
    public async Task A_machine_of_another_speed_is_brought_up_to_date_and_an_equal_one_left_alone()
    {
        await Machine().EnsureMachineAsync(CancellationToken.None);
        await Machine().EnsureMachineAsync(CancellationToken.None);
        Assert.That(scheduler.Updates, Is.Zero);

        options.Speed = 4;
        await Machine().EnsureMachineAsync(CancellationToken.None);
        Assert.That(scheduler.Updates, Is.EqualTo(1));

        scheduler.Machine!.PowerPoint = ""; // registered before power was measured
        await Machine().EnsureMachineAsync(CancellationToken.None);
        Assert.That((scheduler.Updates, scheduler.Machine!.PowerPoint), Is.EqualTo((2, "points/301-JT-1001")));
    }

    [Test]
    public async Task Orders_are_renewed_only_when_they_are_no_longer_open()
    {
        var machine = Machine();
        await machine.EnsureOrdersAsync(CancellationToken.None);
        await machine.EnsureOrdersAsync(CancellationToken.None);
        Assert.That(scheduler.Orders, Has.Count.EqualTo(2));

        scheduler.Orders[0].State = OrderState.Met;
        clock.Advance(TimeSpan.FromMinutes(50));
        await machine.EnsureOrdersAsync(CancellationToken.None);

        Assert.Multiple(() =>
        {
            Assert.That(scheduler.Orders, Has.Count.EqualTo(3));
            Assert.That(scheduler.Orders[2].DueTime.ToDateTimeOffset() - clock.GetUtcNow(), Is.EqualTo(TimeSpan.FromHours(1)).Within(TimeSpan.FromMinutes(15)));
        });
    }

    [Test]
    public void Orders_can_be_met_in_time_by_the_furnace([Values(1, 5, 60)] double speed)
    {
        var pair = BatchRecipe.ForCapacity(2)[2].Duration / speed;
        foreach (var order in RollingOrder.All)
        {
            int allParts = RollingOrder.All.Where(o => o.Ahead <= order.Ahead).Sum(o => o.PartsAt(speed));
            Assert.That(allParts / 2 * pair, Is.LessThan(order.Ahead * 0.8), order.Prefix);
        }
    }

    [Test]
    public void Prices_peak_in_the_morning_and_in_the_evening_and_depend_on_seed_and_hour_only()
    {
        var day = new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);
        var prices = DemonstrationPrices.Steps(42, day, day.AddDays(1)).Select(s => s.PricePerMwh).ToList();

        Assert.Multiple(() =>
        {
            Assert.That(prices, Has.Count.EqualTo(24));
            Assert.That(prices[8], Is.GreaterThan(prices[3] + 20).And.GreaterThan(prices[13]));
            Assert.That(prices[19], Is.GreaterThan(prices[13] + 20).And.GreaterThan(prices[23]));
            Assert.That(prices[5], Is.EqualTo(DayAheadPrices.Of(42, day.AddHours(5))));
            Assert.That(prices[5], Is.Not.EqualTo(DayAheadPrices.Of(43, day.AddHours(5))));
        });
    }

    private DemonstrationMachine Machine() =>
        new(new FakeClients().With<Machines.MachinesClient>(scheduler), Microsoft.Extensions.Options.Options.Create(options), clock);

    private sealed class FakeScheduler : Machines.MachinesClient
    {
        public Scheduler.V1.Machine? Machine { get; private set; }
        public int Updates { get; private set; }
        public List<Order> Orders { get; } = [];

        public override AsyncUnaryCall<Scheduler.V1.Machine> CreateMachineAsync(CreateMachineRequest request, CallOptions callOptions)
        {
            if (Machine is not null) return Answer.Failing<Scheduler.V1.Machine>(RpcErrors.AlreadyExists(request.Machine.Name));
            return Answer.With(Machine = request.Machine.Clone());
        }

        public override AsyncUnaryCall<Scheduler.V1.Machine> GetMachineAsync(GetMachineRequest request, CallOptions callOptions) => Answer.With(Machine!.Clone());

        public override AsyncUnaryCall<Scheduler.V1.Machine> UpdateMachineAsync(UpdateMachineRequest request, CallOptions callOptions)
        {
            Updates++;
            return Answer.With(Machine = request.Machine.Clone());
        }

        public override AsyncUnaryCall<ListOrdersResponse> ListOrdersAsync(ListOrdersRequest request, CallOptions callOptions) =>
            Answer.With(new ListOrdersResponse { Orders = { Orders.Where(o => o.State == OrderState.Open) } });

        public override AsyncUnaryCall<Order> CreateOrderAsync(CreateOrderRequest request, CallOptions callOptions)
        {
            var order = request.Order.Clone();
            order.Name = $"{request.Parent}/orders/{request.OrderId}";
            order.State = OrderState.Open;
            Orders.Add(order);
            return Answer.With(order);
        }
    }
}
