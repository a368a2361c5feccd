using FactoryTwin.Energy.V1;
using FactoryTwin.Services.Energy;
using FactoryTwin.Services.Energy.Balances;
using FactoryTwin.Services.Energy.Watches;
using FactoryTwin.Testing;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Energy.Tests.Balances;

/// <summary>The running service with a site that buys and makes electricity, and delivers some of it to an area.</summary>
internal sealed class BalanceHost : IAsyncDisposable
{
    internal static readonly DateTimeOffset T0 = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private BalanceHost(ModuleHost host) => Host = host;

    internal ModuleHost Host { get; }

    internal FactoryTwin.Energy.V1.Balances.BalancesClient Client => Host.Grpc<FactoryTwin.Energy.V1.Balances.BalancesClient>();

    internal FactoryTwin.Energy.V1.Meters.MetersClient Meters => Host.Grpc<FactoryTwin.Energy.V1.Meters.MetersClient>();

    internal static async Task<BalanceHost> StartAsync()
    {
        // The service's own watches sleep: a test looks when it wants to.
        var options = new ModuleHostOptions { Settings = new[] { "Balance", "Enpi", "Forecast" }.ToDictionary(w => $"Energy:{w}CheckInterval", _ => (string?)"1.00:00:00") };
        var host = new BalanceHost(await ModuleHost.StartAsync(options, new EnergyModule()));
        foreach (var id in new[] { "main", "solar", "to-area", "offices", "line-1", "line-2" }) await host.MeterAsync(id);
        await host.CreateAsync("area", n => (n.Level, n.DisplayName) = (BalanceLevel.Area, "Area"), ("line-1", MeterRole.Consumption, ""), ("line-2", MeterRole.Consumption, ""));
        await host.CreateAsync("site", n =>
        {
            (n.Level, n.Asset) = (BalanceLevel.Site, "assets/site");
            n.Rules.Add(new BalanceRule { Carrier = "electricity", ThresholdPercent = 2, LossPercent = 1, Source = new LimitSource { Standard = "[D]" } });
        }, ("main", MeterRole.Supply, ""), ("solar", MeterRole.Production, ""), ("to-area", MeterRole.Delivery, "area"), ("offices", MeterRole.Consumption, ""));
        await host.Client.UpdateBalanceNodeAsync(new UpdateBalanceNodeRequest { BalanceNode = new BalanceNode { Name = "balanceNodes/area", Parent = "balanceNodes/site" }, UpdateMask = new FieldMask { Paths = { "parent" } } });
        return host;
    }

    internal Task<Meter> MeterAsync(string id, string carrier = "electricity", string unit = "kWh") => Meters.CreateMeterAsync(new CreateMeterRequest
    {
        MeterId = id,
        Meter = new Meter { DisplayName = id, Carrier = carrier, Unit = unit, Kind = MeterKind.Interval, MaxGap = new Duration { Seconds = 900 }, AccuracyPercent = 0.5, AccuracySource = new LimitSource { Standard = "GB/T 17215.322", Edition = "2008" } },
    }).ResponseAsync;

    internal Task<BalanceNode> CreateAsync(string id, Action<BalanceNode> change, params (string Meter, MeterRole Role, string Target)[] meters)
    {
        var node = new BalanceNode { DisplayName = id, Meters = { meters.Select(m => new NodeMeter { Meter = $"meters/{m.Meter}", Role = m.Role, Target = m.Target.Length > 0 ? $"balanceNodes/{m.Target}" : "" }) } };
        change(node);
        return Client.CreateBalanceNodeAsync(new CreateBalanceNodeRequest { BalanceNodeId = id, BalanceNode = node }).ResponseAsync;
    }

    /// <summary>What a meter counted in each quarter of an hour from a start on; NaN: no reading.</summary>
    internal async Task CountAsync(string id, int fromQuarter, params double[] quantities)
    {
        var readings = quantities.Select((q, i) => new MeterReading { ReadTime = T0.AddMinutes(15 * (fromQuarter + i + 1)).ToTimestamp(), Value = q }).Where(r => !double.IsNaN(r.Value));
        if (fromQuarter == 0) readings = readings.Prepend(new MeterReading { ReadTime = T0.ToTimestamp() });
        await Meters.ImportReadingsAsync(new ImportReadingsRequest { Name = $"meters/{id}", Readings = { readings } });
    }

    internal async Task<IReadOnlyList<Balance>> QueryAsync(string node, int quarters, bool parts = false) => (await Client.QueryBalancesAsync(new QueryBalancesRequest
    {
        Name = $"balanceNodes/{node}",
        StartTime = T0.ToTimestamp(),
        EndTime = T0.AddMinutes(15 * quarters).ToTimestamp(),
        IncludeParts = parts,
    })).Balances;

    /// <summary>Looks at what is over at a time.</summary>
    internal Task LookAsync(int quarter) => LookAsync<BalanceMonitor>(T0.AddMinutes((15 * quarter) + 5));

    /// <summary>Lets one of the service's watches look at a time.</summary>
    internal Task LookAsync<T>(DateTimeOffset at) where T : PeriodicLook => ActivatorUtilities.CreateInstance<T>(Host.Services.Services[0].Services).LookAsync(at, CancellationToken.None);

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
