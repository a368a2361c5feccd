using System.Collections.Concurrent;
using FactoryTwin.Storage;
using Microsoft.Extensions.Hosting;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Replanning;

/// <summary>Runs a planner for each machine and tells it what concerns it.</summary>
public sealed class PlannerHost(IStore store, PlannerParts parts, TimeProvider time) : BackgroundService
{
    private readonly ConcurrentDictionary<string, MachinePlanner> _planners = new();
    private readonly ConcurrentBag<Task> _running = [];
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Machines that are planned for.</summary>
    public int Count => _planners.Count;

    /// <summary>A machine is new or was changed.</summary>
    public void MachineChanged(string machine, string what) => Of(machine).Signal(new PendingPlan(V1.PlanTrigger.MachineChanged, time.GetUtcNow(), what));

    /// <summary>An order was placed or withdrawn.</summary>
    public void OrdersChanged(string machine, string what) => Of(machine).Signal(new PendingPlan(V1.PlanTrigger.OrderChanged, time.GetUtcNow(), what));

    /// <summary>A block was put on a machine, changed or withdrawn.</summary>
    public void BlocksChanged(string machine, string what) => Of(machine).Signal(new PendingPlan(V1.PlanTrigger.BlockChanged, time.GetUtcNow(), what));

    /// <summary>Parts were taken out of a machine's inventory, or put in.</summary>
    public void InventoryChanged(string machine, string what) => Of(machine).Signal(new PendingPlan(V1.PlanTrigger.InventoryChanged, time.GetUtcNow(), what));

    /// <summary>A relaxation was accepted.</summary>
    public void RelaxationAccepted(string machine, string what) => Of(machine).Signal(new PendingPlan(V1.PlanTrigger.RelaxationAccepted, time.GetUtcNow(), what));

    /// <summary>Prices of a series changed at a time.</summary>
    public void PricesChanged(string series, DateTimeOffset at)
    {
        foreach (var planner in _planners.Values.Where(p => p.PriceSeries == series))
            planner.Signal(new PendingPlan(V1.PlanTrigger.PricesChanged, at, ""));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _stopping.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var stop = stoppingToken.Register(_stopping.Cancel);
        var token = "";
        do
        {
            var page = await store.ListAsync(SchedulerStores.Machines, new ListQuery(200, token), stoppingToken);
            foreach (var machine in page.Documents) Of(machine.Name).Signal(new PendingPlan(V1.PlanTrigger.Restart, time.GetUtcNow(), "The scheduler was started again"));
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        await Task.Delay(Timeout.Infinite, stoppingToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await Task.WhenAll(_running);
    }

    private MachinePlanner Of(string machine)
    {
        if (_planners.TryGetValue(machine, out var known)) return known;
        var planner = new MachinePlanner(machine, parts);
        if (!_planners.TryAdd(machine, planner)) return _planners[machine];
        _running.Add(Task.Run(() => planner.RunAsync(_stopping.Token)));
        return planner;
    }
}
