using FactoryTwin.Events;
using FactoryTwin.Scheduler.Tests.Service;
using FactoryTwin.Scheduler.V1;
using FactoryTwin.Testing;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Scheduler.Tests.Blocks;

/// <summary>Whatever happens while a batch is under way is planned on from there: the batch is let end, its parts count, and what follows is new.</summary>
public class MidBatchTests
{
    private static readonly TimeSpan Near = TimeSpan.FromSeconds(30);

    private SchedulerHost _scheduler = null!;
    private DateTimeOffset _began;

    private V1.Blocks.BlocksClient Blocks => _scheduler.Host.Grpc<V1.Blocks.BlocksClient>(service: "scheduler");

    /// <summary>A batch of two began just now, three parts lie on hand, and eight are due in six hours.</summary>
    [SetUp]
    public async Task BeginAsync()
    {
        _scheduler = await SchedulerHost.StartAsync();
        _scheduler.Twin.Report(made: 10, size: 0);
        await _scheduler.CreateMachineAsync(observed: true);
        await Eventually.IsTrueAsync(() => _scheduler.Twin.Watchers == 1);
        await _scheduler.CreateOrderAsync("shift", 8, TimeSpan.FromHours(6));
        await _scheduler.PlanAsync(p => p.Demands.Count == 1, "it is planned");
        _scheduler.Twin.Report(made: 13, size: 0);
        await _scheduler.PlanAsync(p => p.InitialParts == 3, "three are on hand");
        _began = DateTimeOffset.UtcNow;
        _scheduler.Twin.Report(made: 13, size: 2);
        await _scheduler.SetPricesAsync(0, 12, 46);
        await _scheduler.PlanAsync(p => p.InitialParts == 5, "a batch of two is under way");
    }

    [TearDown]
    public async Task EndAsync() => await _scheduler.DisposeAsync();

    [Test]
    public async Task Prices()
    {
        await _scheduler.SetPricesAsync(0, 12, 60);
        AssertGoesOn(await Next(PlanTrigger.PricesChanged, p => p.Prices.Any(s => s.PricePerMwh == 60)), 5);
    }

    [Test]
    public async Task An_order()
    {
        await _scheduler.CreateOrderAsync("more", 2, TimeSpan.FromHours(8));
        AssertGoesOn(await Next(PlanTrigger.OrderChanged, p => p.Demands.Count == 2), 5);
    }

    [Test]
    public async Task A_permit_lets_the_batch_end_and_then_holds_the_machine()
    {
        var block = await CreateAsync("permit", BlockKind.Permit, _began.AddMinutes(10), _began.AddMinutes(90));
        var plan = await Next(PlanTrigger.BlockChanged, p => p.Blocks.Count == 1);
        Assert.That((plan.InitialParts, plan.Blocks.Single().Name), Is.EqualTo((5, block.Name)));
        Assert.That(plan.Schedule.Events[0].StartTime, Is.EqualTo(block.EndTime));
        Assert.That(plan.Reason, Does.StartWith("Blocked: Permit permit from "));

        await Blocks.UpdateBlockAsync(new UpdateBlockRequest { Block = new Block { Name = block.Name, EndTime = _began.AddMinutes(120).ToTimestamp() }, UpdateMask = new FieldMask { Paths = { "end_time" } } });
        plan = await Next(PlanTrigger.BlockChanged, p => p.Blocks.Single().EndTime.Equals(_began.AddMinutes(120).ToTimestamp()));
        Assert.That(plan.Schedule.Events[0].StartTime.ToDateTimeOffset(), Is.EqualTo(_began.AddMinutes(120)));

        await Blocks.DeleteBlockAsync(new DeleteBlockRequest { Name = block.Name });
        AssertGoesOn(await Next(PlanTrigger.BlockChanged, p => p.Blocks.Count == 0), 5);
    }

    [Test]
    public async Task A_stoppage_makes_the_batch_late_by_as_long_as_it_lasts_and_counts_once()
    {
        await CreateAsync("trip", BlockKind.Stoppage, _began.AddMinutes(5), _began.AddMinutes(45));
        var plan = await Next(PlanTrigger.BlockChanged, p => p.Blocks.Count == 1);
        Assert.That(plan.InitialParts, Is.EqualTo(5));
        Assert.That(plan.Schedule.Events[0].StartTime.ToDateTimeOffset(), Is.EqualTo(_began.AddMinutes(65)).Within(Near));
        await _scheduler.SetPricesAsync(0, 12, 60);
        plan = await Next(PlanTrigger.PricesChanged, p => p.Prices.Any(s => s.PricePerMwh == 60));
        Assert.That(plan.Schedule.Events[0].StartTime.ToDateTimeOffset(), Is.EqualTo(_began.AddMinutes(65)).Within(Near));
    }

    [Test]
    public async Task An_inventory_withdrawal_takes_what_is_on_hand_and_no_more()
    {
        var client = _scheduler.Host.Grpc<V1.Withdrawals.WithdrawalsClient>(service: "scheduler");
        var request = new CreateWithdrawalRequest { Parent = SchedulerHost.Machine, WithdrawalId = "scrap", Withdrawal = new Withdrawal { Parts = 3, Description = "scrapped" } };
        var taken = await client.CreateWithdrawalAsync(request);
        AssertGoesOn(await Next(PlanTrigger.InventoryChanged, p => p.InitialParts == 2), 2);
        await SchedulerHost.RefusedAsync(() => client.CreateWithdrawalAsync(request).ResponseAsync, StatusCode.AlreadyExists);
        request.WithdrawalId = "more";
        await SchedulerHost.RefusedAsync(() => client.CreateWithdrawalAsync(request).ResponseAsync, StatusCode.FailedPrecondition);
        Assert.That((await client.ListWithdrawalsAsync(new ListWithdrawalsRequest { Parent = SchedulerHost.Machine })).Withdrawals.Single(), Is.EqualTo(taken));
        request.Withdrawal.Parts = 0;
        Assert.That(await SchedulerHost.RefusedAsync(() => client.CreateWithdrawalAsync(request).ResponseAsync), Is.EqualTo(new[] { "withdrawal.parts" }));
        request.Withdrawal.Parts = -4;
        await client.CreateWithdrawalAsync(request);
        AssertGoesOn(await Next(PlanTrigger.InventoryChanged, p => p.InitialParts == 6), 6);
    }

    [Test]
    public async Task A_slower_machine()
    {
        var slower = SchedulerHost.Model();
        slower.Sizes[2].Duration = Duration.FromTimeSpan(TimeSpan.FromMinutes(50));
        await _scheduler.Machines.UpdateMachineAsync(new UpdateMachineRequest { Machine = new Machine { Name = SchedulerHost.Machine, Model = slower }, UpdateMask = new FieldMask { Paths = { "model" } } });
        var plan = await Next(PlanTrigger.MachineChanged, p => p.Schedule.Events.Count > 0);
        Assert.That((plan.InitialParts, plan.Schedule.Events[0].StartTime.ToDateTimeOffset()), Is.EqualTo((5, _began.AddMinutes(50))).Using<(int, DateTimeOffset)>((a, b) => a.Item1 == b.Item1 && (a.Item2 - b.Item2).Duration() < Near));
    }

    [Test]
    public async Task Blocks_of_other_services_are_taken_from_the_bus_once()
    {
        var block = new Block { Name = $"{SchedulerHost.Machine}/blocks/permit-17", Kind = BlockKind.Permit, Origin = "permits/17", StartTime = _began.AddMinutes(30).ToTimestamp(), EndTime = _began.AddMinutes(90).ToTimestamp() };
        await TellAsync(new BlockRequested { Block = block });
        var plan = await Next(PlanTrigger.BlockChanged, p => p.Blocks.Count == 1);
        await TellAsync(new BlockRequested { Block = block });
        await TellAsync(new BlockRequested { Block = new Block { Name = "machines/none/blocks/x", Kind = BlockKind.Permit, StartTime = block.StartTime, EndTime = block.EndTime } });
        await TellAsync(new BlockRequested());
        await TellAsync(new BlockRequested { Block = new Block { Name = block.Name }, Withdrawn = true });
        Assert.That((await Next(PlanTrigger.BlockChanged, p => p.Blocks.Count == 0)).Revision, Is.EqualTo(plan.Revision + 1), "the same again, and what is nobody's, made no plan");
    }

    [Test]
    public async Task Wrong_blocks_are_refused_by_field()
    {
        Assert.That(await SchedulerHost.RefusedAsync(() => Blocks.CreateBlockAsync(new CreateBlockRequest { Parent = SchedulerHost.Machine }).ResponseAsync), Is.EqualTo(new[] { "block" }));
        Assert.That(await SchedulerHost.RefusedAsync(() => CreateAsync("x", BlockKind.Unspecified, _began, _began)), Is.EqualTo(new[] { "block.kind", "block.end_time" }));
        Assert.That(await SchedulerHost.RefusedAsync(() => CreateAsync("no spaces", BlockKind.Permit, _began, _began.AddHours(1))), Is.EqualTo(new[] { "block_id" }));
        var block = await CreateAsync("x", BlockKind.Permit, _began, _began.AddHours(1));
        await SchedulerHost.RefusedAsync(() => CreateAsync("x", BlockKind.Permit, _began, _began.AddHours(1)), StatusCode.AlreadyExists);
        Assert.That(await Blocks.GetBlockAsync(new GetBlockRequest { Name = block.Name }), Is.EqualTo(block));
        Assert.That((await Blocks.ListBlocksAsync(new ListBlocksRequest { Parent = SchedulerHost.Machine, Filter = "kind = \"BLOCK_KIND_PERMIT\"" })).Blocks.Single(), Is.EqualTo(block));
        await SchedulerHost.RefusedAsync(() => Blocks.UpdateBlockAsync(new UpdateBlockRequest { Block = new Block { Name = block.Name, Etag = "stale", Origin = "y" }, UpdateMask = new FieldMask { Paths = { "origin" } } }).ResponseAsync, StatusCode.Aborted);
        await SchedulerHost.RefusedAsync(() => Blocks.DeleteBlockAsync(new DeleteBlockRequest { Name = block.Name + "0" }).ResponseAsync, StatusCode.NotFound);
    }

    private Task<Block> CreateAsync(string id, BlockKind kind, DateTimeOffset start, DateTimeOffset end) => Blocks.CreateBlockAsync(
        new CreateBlockRequest { Parent = SchedulerHost.Machine, BlockId = id, Block = new Block { Kind = kind, StartTime = start.ToTimestamp(), EndTime = end.ToTimestamp() } }).ResponseAsync;

    private Task TellAsync(BlockRequested request) => _scheduler.Host.Services.Services[0].Services.GetRequiredService<IEventPublisher>()
        .PublishAsync("scheduler.block-requests", [CloudEvent.Of(request, "/tests", SchedulerHost.Machine, DateTimeOffset.UtcNow)], default).AsTask();

    private Task<Plan> Next(PlanTrigger trigger, Func<Plan, bool> like) => _scheduler.PlanAsync(p => p.Trigger == trigger && like(p), $"{trigger} makes a plan");

    /// <summary>The plan counts so many parts at its start, and starts after the batch under way.</summary>
    private void AssertGoesOn(Plan plan, int parts)
    {
        Assert.That(plan.InitialParts, Is.EqualTo(parts));
        Assert.That(plan.Schedule.State, Is.EqualTo(ScheduleState.Feasible), plan.Schedule.InfeasibleReason);
        Assert.That(plan.Schedule.Events[0].StartTime.ToDateTimeOffset(), Is.EqualTo(_began.AddMinutes(25)).Within(Near));
    }
}
