using FactoryTwin.Ingestion.V1;
using FactoryTwin.Services.Ingestion;
using FactoryTwin.Services.TwinState;
using FactoryTwin.Services.VirtualPlant;
using FactoryTwin.Services.VirtualPlant.Simulation.Domain;
using FactoryTwin.Testing;
using FactoryTwin.Twin.V1;
using FactoryTwin.VirtualPlant.V1;
using Grpc.Core;
using Contract = FactoryTwin.VirtualPlant.V1.VirtualPlant;

namespace FactoryTwin.VirtualPlant.Tests.Running;

/// <summary>The plant beside the real ingestion and twin, over gRPC.</summary>
public sealed class PlantInTheSuiteTests
{
    private static readonly ModuleHostOptions Fast = new()
    {
        Settings = new Dictionary<string, string?>
        {
            ["VirtualPlant:Interval"] = "00:00:00.2",
            ["VirtualPlant:Speed"] = "20",
            ["VirtualPlant:Demonstration"] = "false",
        },
    };

    [Test]
    public async Task Every_point_goes_live_in_the_twin_with_the_models_unit()
    {
        await using var host = await ModuleHost.StartAsync(Fast, new IngestionModule(), new TwinStateModule(), new VirtualPlantModule());
        var points = host.Grpc<Points.PointsClient>(service: "twin-state");
        var wanted = TagTable.All.Select(t => t.Id).ToList();

        var live = await Eventually.IsNotNullAsync(
            async () =>
            {
                try
                {
                    var answer = await points.ListLiveValuesAsync(new ListLiveValuesRequest { Points = { wanted } });
                    return answer.LiveValues.Count(v => v.HasValue && !v.Stale) == wanted.Count ? answer : null;
                }
                catch (RpcException e) when (e.StatusCode == StatusCode.InvalidArgument)
                {
                    return null; // the plant has not loaded its model yet: its points are unknown
                }
            },
            because: "every point has a value that is not stale");
        var pressure = live.LiveValues.Single(v => v.Point == "101-PT-1002");
        var described = await Eventually.IsNotNullAsync(
            async () => await points.GetPointAsync(new GetPointRequest { Name = "points/101-PT-1002" }) is { Asset.Length: > 0, Source.Length: > 0 } p ? p : null,
            because: "the model is loaded and the source is known");

        Assert.Multiple(() =>
        {
            Assert.That((pressure.Unit, pressure.Value), Is.EqualTo(("kPa", pressure.Value)));
            Assert.That(pressure.Value, Is.InRange(3000, 4000));
            Assert.That((described.Asset, described.Source, described.NormalLow), Is.EqualTo(("assets/101-V-1001", "sources/virtual-plant", 3400.0)));
        });
    }

    [Test]
    public async Task A_restart_of_the_suite_goes_on_without_a_repeated_or_refused_reading()
    {
        await using var host = await ModuleHost.StartAsync(Fast, new IngestionModule(), new TwinStateModule(), new VirtualPlantModule());
        long before = await AcknowledgedAsync(host, above: 500);
        await host.CutAsync();
        await host.StartAsync();
        await AcknowledgedAsync(host, above: before + 500);

        var source = await host.Grpc<Sources.SourcesClient>(service: "ingestion").GetSourceAsync(new GetSourceRequest { Name = "sources/virtual-plant" });
        Assert.Multiple(() =>
        {
            Assert.That(source.Statistics.RejectedReadings, Is.Zero);
            Assert.That(source.Statistics.DuplicateReadings, Is.Zero);
            Assert.That(host.Logs.Lines.Where(l => l.EventId is 7101 or 7103).Select(l => l.Text), Is.Empty);
        });
    }

    private static async Task<long> AcknowledgedAsync(ModuleHost host, long above)
    {
        var plant = host.Grpc<Contract.VirtualPlantClient>(service: "virtual-plant");
        var simulation = await Eventually.IsNotNullAsync(
            async () => await plant.GetSimulationAsync(new GetSimulationRequest()) is { } s && s.ReadingsAcknowledged > above ? s : null,
            because: $"more than {above} readings are acknowledged");
        Assert.That(simulation.ReadingsDropped, Is.Zero);
        return simulation.ReadingsAcknowledged;
    }
}
