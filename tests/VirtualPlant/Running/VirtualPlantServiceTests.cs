using FactoryTwin.Rpc;
using FactoryTwin.VirtualPlant.Tests.Support;
using FactoryTwin.VirtualPlant.V1;
using Google.Rpc;
using Grpc.Core;

namespace FactoryTwin.VirtualPlant.Tests.Running;

public sealed class VirtualPlantServiceTests
{
    private static readonly TestCallContext Context = new();

    [Test]
    public async Task The_simulation_tells_how_it_stands()
    {
        await using var bench = await PlantBench.StartAsync(o => o.Speed = 60);
        await bench.TickAsync(10);
        await bench.Sender.SendNextAsync(CancellationToken.None);

        var simulation = await bench.Service.GetSimulation(new(), Context);
        Assert.Multiple(() =>
        {
            Assert.That(simulation.SimulatedSeconds, Is.EqualTo(601));
            Assert.That(simulation.Speed, Is.EqualTo(60));
            Assert.That(simulation.Points, Is.GreaterThanOrEqualTo(60));
            Assert.That(simulation.MassImbalancePercent, Is.LessThan(1e-9));
            Assert.That(simulation.EnergyImbalancePercent, Is.LessThan(1e-9));
            Assert.That(simulation.ReadingsAcknowledged, Is.EqualTo(simulation.Points));
            Assert.That(simulation.ReadingsWaiting, Is.EqualTo(9 * simulation.Points));
            Assert.That(simulation.LastAcknowledgeTime.ToDateTimeOffset(), Is.EqualTo(bench.Clock.GetUtcNow()));
        });
    }

    [Test]
    public async Task Faults_are_listed_page_by_page()
    {
        await using var bench = await PlantBench.StartAsync();
        var all = await bench.Service.ListFaults(new(), Context);
        var names = new List<string>();
        string token = "";
        do
        {
            var page = await bench.Service.ListFaults(new() { PageSize = 4, PageToken = token }, Context);
            names.AddRange(page.Faults.Select(f => f.Name));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.That(names, Is.EqualTo(all.Faults.Select(f => f.Name)));
        Assert.That(all.Faults.Select(f => f.Kind), Has.None.EqualTo(FaultKind.Unspecified));
    }

    [Test]
    public async Task A_fault_is_switched_on_and_off()
    {
        await using var bench = await PlantBench.StartAsync();
        var on = await bench.Service.UpdateFault(Update("faults/instrument-air-leak", active: true, severity: 0.5), Context);
        var off = await bench.Service.UpdateFault(Update("faults/instrument-air-leak", active: false, severity: 0, "active"), Context);

        Assert.Multiple(() =>
        {
            Assert.That((on.Active, on.Severity, on.ActivateTime.ToDateTimeOffset()), Is.EqualTo((true, 0.5, bench.Clock.GetUtcNow())));
            Assert.That((off.Active, off.Severity, off.ActivateTime), Is.EqualTo((false, 0.5, (object?)null)));
        });
    }

    [Test]
    public async Task What_cannot_be_set_is_refused_by_field()
    {
        await using var bench = await PlantBench.StartAsync();

        var unknown = await Assert.ThrowsAsync<RpcException>(() => bench.Service.UpdateFault(Update("faults/meteor", true, 1), Context));
        Assert.That(unknown!.StatusCode, Is.EqualTo(StatusCode.NotFound));
        Assert.That(await FieldAsync(bench, Update("faults/instrument-air-leak", true, 1.5)), Is.EqualTo("fault.severity"));
        Assert.That(await FieldAsync(bench, Update("faults/instrument-air-leak", true, 1, "kind")), Is.EqualTo("update_mask"));
        Assert.That(await FieldAsync(bench, new UpdateFaultRequest()), Is.EqualTo("fault"));
    }

    private static async Task<string> FieldAsync(PlantBench bench, UpdateFaultRequest request)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => bench.Service.UpdateFault(request, Context));
        var detail = RpcErrors.GetStatus(error!).Details.Single(d => d.Is(BadRequest.Descriptor));
        return detail.Unpack<BadRequest>().FieldViolations.Single().Field;
    }

    private static UpdateFaultRequest Update(string name, bool active, double severity, params string[] mask) => new()
    {
        Fault = new Fault { Name = name, Active = active, Severity = severity },
        UpdateMask = mask.Length == 0 ? null : new() { Paths = { mask } },
    };
}
