using FactoryTwin.Common.V1;
using FactoryTwin.Services.VirtualPlant.Simulation.Domain;
using FactoryTwin.VirtualPlant.Tests.Simulation;
using FactoryTwin.VirtualPlant.Tests.Support;

namespace FactoryTwin.VirtualPlant.Tests.Running;

public sealed class RunnerTests
{
    [Test]
    public async Task Every_point_reports_once_an_interval_with_the_clocks_time()
    {
        await using var bench = await PlantBench.StartAsync();
        await bench.TickAsync();
        var batch = bench.Queue.Buffer.Peek()!.Content;

        Assert.Multiple(() =>
        {
            Assert.That(batch.Readings.Select(r => r.Tag), Is.EqualTo(TagTable.All.Select(t => t.Id)));
            Assert.That(batch.Readings.Select(r => r.EventTime.ToDateTimeOffset()).Distinct(), Is.EqualTo(new[] { bench.Clock.GetUtcNow() }));
            Assert.That(batch.Readings.Select(r => r.Quality).Distinct(), Is.EqualTo(new[] { Quality.Good }));
        });
    }

    [Test]
    public async Task Speed_is_simulated_seconds_in_a_second_of_the_clock([Values(0.5, 1, 60)] double speed)
    {
        await using var bench = await PlantBench.StartAsync(o => o.Speed = speed);
        long before = await bench.Runner.ReadAsync(v => v.Simulation.Steps, CancellationToken.None);
        await bench.TickAsync(10);
        long after = await bench.Runner.ReadAsync(v => v.Simulation.Steps, CancellationToken.None);

        Assert.That(after - before, Is.EqualTo((long)(10 * speed)));
    }

    [Test]
    public async Task A_long_interval_is_simulated_in_full()
    {
        await using var bench = await PlantBench.StartAsync(o => o.Interval = TimeSpan.FromMinutes(1));
        await bench.TickAsync(3);

        Assert.That(await bench.Runner.ReadAsync(v => v.Simulation.Steps, CancellationToken.None), Is.EqualTo(1 + 180));
    }

    [Test]
    public async Task A_pause_of_the_process_is_not_made_up_for_in_full()
    {
        await using var bench = await PlantBench.StartAsync();
        bench.Clock.Advance(TimeSpan.FromHours(8));
        await bench.TickAsync();

        Assert.That(await bench.Runner.ReadAsync(v => v.Simulation.Steps, CancellationToken.None), Is.LessThan(10));
    }

    [Test]
    public async Task A_restart_goes_on_with_the_simulation_and_its_faults()
    {
        await using var bench = await PlantBench.StartAsync(o => o.Speed = 60);
        await bench.Runner.SetFaultAsync("compressor-a-bearing-wear", _ => (true, 0.8), CancellationToken.None);
        await bench.TickAsync(20);
        var before = await bench.Runner.ReadAsync(v => (v.Simulation.Read(), v.Simulation.Steps), CancellationToken.None);

        await bench.RestartAsync();

        var after = await bench.Runner.ReadAsync(v => (v.Simulation.Read(), v.Simulation.Steps), CancellationToken.None);
        Assert.That(after.Steps, Is.EqualTo(before.Steps));
        Assert.That(after.Item1, Is.EqualTo(before.Item1));
        await bench.TickAsync(30);
        Assert.That(await bench.Runner.ReadAsync(v => v.Simulation.Value("101-VT-2001A"), CancellationToken.None), Is.GreaterThan(5));
    }

    [Test]
    public async Task A_fault_is_durable_before_it_is_answered()
    {
        await using var bench = await PlantBench.StartAsync();
        await bench.TickAsync();
        await bench.Runner.SetFaultAsync("sales-header-leak", _ => (true, 0.4), CancellationToken.None);

        await bench.RestartAsync();

        var fault = await bench.Runner.ReadAsync(v => v.Faults.Single(f => f.Id == "sales-header-leak"), CancellationToken.None);
        Assert.That((fault.Active, fault.Severity), Is.EqualTo((true, 0.4)));
    }

    [Test]
    public async Task Another_seed_starts_another_plant_but_goes_on_counting_batches()
    {
        await using var bench = await PlantBench.StartAsync();
        await bench.TickAsync(3);
        bench.Options.Seed = 43;
        await bench.RestartAsync();
        await bench.TickAsync();
        await bench.SendAllAsync();

        Assert.That(await bench.Runner.ReadAsync(v => v.Simulation.Steps, CancellationToken.None), Is.LessThan(5));
        Assert.That(bench.Ingestion.Stored, Has.Count.EqualTo(4));
    }
}
