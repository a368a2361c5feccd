using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Testing;
using FactoryTwin.Twin.V1;
using Google.Rpc;
using Grpc.Core;

namespace FactoryTwin.TwinState.Tests;

public sealed class AssetsServiceTests
{
    private static readonly PlantModel Model = new()
    {
        Assets =
        {
            new Asset { Name = "assets/site", Level = AssetLevel.Site },
            new Asset { Name = "assets/101-C-1", Level = AssetLevel.WorkUnit, Parent = "assets/site", AssetClass = "compressor" },
        },
        Points = { new Point { Name = "points/101-PT-1", Asset = "assets/101-C-1", Unit = "kPa", NormalLow = 1, NormalHigh = 2 } },
    };

    [Test]
    public async Task A_model_is_loaded_read_back_and_loaded_again_without_doubling()
    {
        await using var twin = await TwinHost.StartAsync();
        var first = await twin.Assets.ImportModelAsync(new ImportModelRequest { Model = Model });
        var second = await twin.Assets.ImportModelAsync(new ImportModelRequest { Model = Model });
        var compressors = await twin.Assets.ListAssetsAsync(new ListAssetsRequest { Filter = "asset_class = \"compressor\"" });
        var unit = await twin.Assets.ListAssetsAsync(new ListAssetsRequest { Filter = "level = ASSET_LEVEL_WORK_UNIT" });
        var point = await twin.Points.GetPointAsync(new GetPointRequest { Name = "points/101-PT-1" });
        Assert.Multiple(() =>
        {
            Assert.That(first, Is.EqualTo(new ImportModelResponse { AssetsCreated = 2, PointsCreated = 1 }));
            Assert.That(second, Is.EqualTo(new ImportModelResponse { AssetsUpdated = 2, PointsUpdated = 1 }));
            Assert.That(unit.Assets.Single(), Is.EqualTo(Model.Assets[1]));
            Assert.That(compressors.Assets, Is.EqualTo(unit.Assets));
            Assert.That(point, Is.EqualTo(Model.Points[0]));
        });
    }

    [Test]
    public async Task A_faulty_model_is_refused_whole_with_every_fault()
    {
        await using var twin = await TwinHost.StartAsync();
        var model = Model.Clone();
        model.Assets[1].Parent = "assets/none";
        model.Points[0].NormalLow = 5;
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await twin.Assets.ImportModelAsync(new ImportModelRequest { Model = model }));
        var fields = RpcErrors.GetStatus(refused!).Details.Where(d => d.Is(BadRequest.Descriptor)).SelectMany(d => d.Unpack<BadRequest>().FieldViolations).Select(v => v.Field);
        var stored = await twin.Assets.ListAssetsAsync(new ListAssetsRequest());
        Assert.Multiple(() =>
        {
            Assert.That(fields, Is.EquivalentTo(new[] { "model.assets[1].parent", "model.points[0].normal_low" }));
            Assert.That(stored.Assets, Is.Empty);
        });
    }

    [Test]
    public async Task Only_an_engineer_loads_a_model()
    {
        await using var twin = await TwinHost.StartAsync();
        var client = twin.Host.Grpc<Assets.AssetsClient>("operator");
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.ImportModelAsync(new ImportModelRequest { Model = Model }));
        Assert.That(refused!.StatusCode, Is.EqualTo(StatusCode.PermissionDenied));
    }

    [Test]
    public async Task Ready_only_while_the_canary_arrives()
    {
        await using var twin = await TwinHost.StartAsync();
        var monitor = twin.Host.Services["twin-state"].Readiness;
        await Eventually.IsTrueAsync(() => monitor.Report.Checks.Any(c => c is { Name: "telemetry-flows", Ready: false }));
        await twin.PublishAsync("pipeline-canary", DateTimeOffset.UtcNow, 1);
        await Eventually.IsTrueAsync(() => monitor.Report.State == ServiceState.Ready);
        Assert.That(monitor.Report.Checks.Single(c => c.Name == "telemetry-flows").Detail, Does.Contain("s old"));
    }
}
