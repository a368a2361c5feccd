using FactoryTwin.Common.V1;
using FactoryTwin.Energy.Tests.Pricing;
using FactoryTwin.Energy.V1;
using FactoryTwin.Events;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Testing;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using ImportReadingsRequest = FactoryTwin.Energy.V1.ImportReadingsRequest;

namespace FactoryTwin.Energy.Tests.Meters;

public class MetersServiceTests
{
    private static readonly DateTimeOffset T0 = EnergyHost.T0;

    [Test]
    public async Task Readings_of_a_meters_point_become_consumption_also_when_they_come_twice_and_after_a_restart()
    {
        await using var energy = await EnergyHost.StartAsync();
        await CreateAsync(energy, "main", m => (m.Point, m.Multiplier) = ("points/EM-1", 10));
        await RecordAsync(energy, ("EM-1", 0, 100, Quality.Good), ("other", 0, 7, Quality.Good), ("EM-1", 15, 103, Quality.Good), ("EM-1", 30, 999, Quality.Bad), ("EM-1", 45, 109, Quality.Uncertain));
        await RecordAsync(energy, ("EM-1", 15, 103, Quality.Good), ("EM-1", 60, 110, Quality.Good));
        await Eventually.IsTrueAsync(async () => (await QueryAsync(energy, "main"))[3].HasQuantity);
        Assert.That((await QueryAsync(energy, "main")).Select(c => (c.Quantity, c.CoveredPercent)), Is.EqualTo(new[] { (30.0, 100.0), (30.0, 100.0), (30.0, 100.0), (10.0, 100.0) }), "a bad reading is no reading");

        await energy.Host.RestartAsync();
        await RecordAsync(energy, ("EM-1", 75, 120, Quality.Good));
        await Eventually.IsTrueAsync(async () => (await QueryAsync(energy, "main", 5))[4].HasQuantity, because: "the meter is known after a restart");
    }

    [Test]
    public async Task Imported_readings_are_taken_once_and_never_changed()
    {
        await using var energy = await EnergyHost.StartAsync();
        await CreateAsync(energy, "hand", m => m.MaxGap = new Duration { Seconds = 86_400 });
        Assert.That((await ImportAsync(energy, "hand", (0, 5), (60, 25))).AddedReadings, Is.EqualTo(2));
        Assert.That((await ImportAsync(energy, "hand", (60, 25), (120, 29))).DuplicateReadings, Is.EqualTo(1));
        await EnergyHost.RefusedAsync(() => ImportAsync(energy, "hand", (180, 40), (120, 30)), StatusCode.FailedPrecondition);
        var consumption = await QueryAsync(energy, "hand", 12);
        Assert.That(consumption.Select(c => c.HasQuantity ? c.Quantity : -1), Is.EqualTo(new double[] { 5, 5, 5, 5, 1, 1, 1, 1, -1, -1, -1, -1 }), "of the refused import nothing is stored");
    }

    [Test]
    public async Task A_virtual_meter_is_computed_from_others_and_never_from_itself()
    {
        await using var energy = await EnergyHost.StartAsync();
        await CreateAsync(energy, "main");
        await CreateAsync(energy, "line-1");
        await ImportAsync(energy, "main", (0, 0), (30, 60));
        await ImportAsync(energy, "line-1", (0, 0), (15, 10));
        await CreateAsync(energy, "rest", m => (m.Kind, m.Formula) = (MeterKind.Virtual, "{main} - {line-1}"));
        await CreateAsync(energy, "twice", m => (m.Kind, m.Formula) = (MeterKind.Virtual, "2 * {rest}"));
        Assert.That((await QueryAsync(energy, "twice", 2)).Select(c => (c.HasQuantity, c.Quantity, c.CoveredPercent)), Is.EqualTo(new[] { (true, 40.0, 100.0), (false, 0, 0) }));

        var meter = new Meter { Name = "meters/rest", Formula = "{twice} + {main}" };
        var refused = await EnergyHost.RefusedAsync(async () => await Client(energy).UpdateMeterAsync(new UpdateMeterRequest { Meter = meter, UpdateMask = new FieldMask { Paths = { "formula" } } }));
        Assert.That(refused, Is.EqualTo(new[] { ("meter.formula", "leads back to where it began: rest -> twice -> rest") }));
        refused = await EnergyHost.RefusedAsync(() => CreateAsync(energy, "wrong", m => (m.Kind, m.Formula) = (MeterKind.Virtual, "{main} + {nobody} + {nothing}")));
        Assert.That(refused.Select(f => f.Description), Is.EqualTo(new[] { "there is no meter 'nobody'", "there is no meter 'nothing'" }));
    }

    [Test]
    public async Task Faults_are_told_by_field_all_at_once()
    {
        await using var energy = await EnergyHost.StartAsync();
        var refused = await EnergyHost.RefusedAsync(async () => await Client(energy).CreateMeterAsync(
            new CreateMeterRequest { MeterId = "x", Meter = new Meter { Point = "EM", Multiplier = -1, Kind = MeterKind.Interval, RegisterModulus = 10, Formula = "{a}" } }));
        Assert.That(refused.Select(f => f.Field), Is.EqualTo(new[] { "meter.display_name", "meter.carrier", "meter.unit", "meter.point", "meter.multiplier", "meter.register_modulus", "meter.formula" }));
        await CreateAsync(energy, "main");
        refused = await EnergyHost.RefusedAsync(() => ImportAsync(energy, "main", (0, double.NaN), (0, 1)));
        Assert.That(refused.Select(f => f.Field), Is.EqualTo(new[] { "readings[0].value", "readings[1].read_time" }));
        refused = await EnergyHost.RefusedAsync(async () => await Client(energy).QueryConsumptionAsync(
            new QueryConsumptionRequest { Name = "meters/main", StartTime = T0.ToTimestamp(), EndTime = T0.AddMinutes(20).ToTimestamp() }));
        Assert.That(refused, Is.EqualTo(new[] { ("end_time", "must be a whole number of intervals after start_time") }));
    }

    private static FactoryTwin.Energy.V1.Meters.MetersClient Client(EnergyHost energy) => energy.Host.Grpc<FactoryTwin.Energy.V1.Meters.MetersClient>();

    private static async Task<Meter> CreateAsync(EnergyHost energy, string id, Action<Meter>? change = null)
    {
        var meter = new Meter { DisplayName = id, Carrier = "electricity", Unit = "kWh", Kind = MeterKind.Register };
        change?.Invoke(meter);
        return await Client(energy).CreateMeterAsync(new CreateMeterRequest { MeterId = id, Meter = meter });
    }

    private static async Task<FactoryTwin.Energy.V1.ImportReadingsResponse> ImportAsync(EnergyHost energy, string id, params (int Minute, double Value)[] readings) =>
        await Client(energy).ImportReadingsAsync(new ImportReadingsRequest
        {
            Name = $"meters/{id}",
            Readings = { readings.Select(r => new MeterReading { ReadTime = T0.AddMinutes(r.Minute).ToTimestamp(), Value = r.Value }) },
        });

    private static async Task<IReadOnlyList<Consumption>> QueryAsync(EnergyHost energy, string id, int quarters = 4) =>
        (await Client(energy).QueryConsumptionAsync(new QueryConsumptionRequest { Name = $"meters/{id}", StartTime = T0.ToTimestamp(), EndTime = T0.AddMinutes(15 * quarters).ToTimestamp() })).Consumptions;

    private static async Task RecordAsync(EnergyHost energy, params (string Point, int Minute, double Value, Quality Quality)[] readings)
    {
        var recorded = new ReadingsRecorded
        {
            Source = "sources/test",
            Readings = { readings.Select(r => new Reading { Point = r.Point, EventTime = T0.AddMinutes(r.Minute).ToTimestamp(), Value = r.Value, Quality = r.Quality }) },
        };
        var publisher = energy.Host.Services.Services[0].Services.GetRequiredService<IEventPublisher>();
        await publisher.PublishAsync("ingestion.telemetry", [CloudEvent.Of(recorded, "/test", recorded.Source, T0)], CancellationToken.None);
    }
}
