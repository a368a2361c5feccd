using System.Diagnostics.Metrics;
using FactoryTwin.Services.VirtualPlant;
using FactoryTwin.Services.VirtualPlant.Forwarding;
using FactoryTwin.Services.VirtualPlant.PlanFollowing;
using FactoryTwin.Services.VirtualPlant.Simulation;
using FactoryTwin.Storage;
using FactoryTwin.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FactoryTwin.VirtualPlant.Tests.Support;

/// <summary>The plant's parts on a real store, with a fake ingestion and a clock that the test moves. Restarts keep the store's file.</summary>
internal sealed class PlantBench : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("virtual-plant-");
    private readonly ServiceProvider meters = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public ManualClock Clock { get; } = new(Start);
    public FakeIngestion Ingestion { get; } = new();
    public VirtualPlantOptions Options { get; init; } = new() { Demonstration = false };
    public IStore Store { get; private set; } = null!;
    public SimulationRunner Runner { get; private set; } = null!;
    public ForwardQueue Queue { get; private set; } = null!;
    public ForwardCounters Counters { get; private set; } = null!;
    public ReadingSender Sender { get; private set; } = null!;
    public PlanHandler Plans { get; private set; } = null!;
    public VirtualPlantService Service { get; private set; } = null!;

    public static async Task<PlantBench> StartAsync(Action<VirtualPlantOptions>? configure = null)
    {
        var bench = new PlantBench();
        configure?.Invoke(bench.Options);
        await bench.OpenAsync();
        return bench;
    }

    /// <summary>Stops without any farewell, as a killed process does, and starts again on the same file.</summary>
    public async Task RestartAsync()
    {
        await Store.DisposeAsync();
        await OpenAsync();
    }

    /// <summary>Lets one interval pass and stores its batch.</summary>
    public Task TickAsync()
    {
        Clock.Advance(Options.Interval);
        return Runner.TickAsync(CancellationToken.None);
    }

    public async Task TickAsync(int times)
    {
        for (int i = 0; i < times; i++) await TickAsync();
    }

    /// <summary>Sends until nothing waits; fails when an attempt fails.</summary>
    public async Task SendAllAsync()
    {
        while (Queue.Buffer.WaitingBatches > 0) Assert.That(await Sender.SendNextAsync(CancellationToken.None), Is.True);
    }

    public async ValueTask DisposeAsync()
    {
        Runner.Dispose();
        await Store.DisposeAsync();
        await meters.DisposeAsync();
        directory.Delete(recursive: true);
    }

    private async Task OpenAsync()
    {
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        var clients = new FakeClients().With<FactoryTwin.Ingestion.V1.Readings.ReadingsClient>(Ingestion).With<FactoryTwin.Ingestion.V1.Sources.SourcesClient>(Ingestion.Sources);
        var metrics = new VirtualPlantMetrics(meters.GetRequiredService<IMeterFactory>());
        Store = await TestAdapters.OpenStoreAsync(directory.FullName, "plant", TimeProvider.System);
        Queue = new ForwardQueue(options);
        Counters = new ForwardCounters();
        Runner = new SimulationRunner(Store, Queue, Counters, metrics, options, Clock, NullLogger<SimulationRunner>.Instance);
        Sender = new ReadingSender(
            Queue, Counters, new SourceRegistration(clients, options), clients, metrics, options, Clock, NullLogger<ReadingSender>.Instance);
        Plans = new PlanHandler(Store, Runner, options);
        Service = new VirtualPlantService(Runner, Queue, Counters, options, Clock);
        await Runner.LoadAsync(CancellationToken.None);
    }
}
