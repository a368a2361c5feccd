using static FactoryTwin.Services.VirtualPlant.Simulation.Domain.TagTable;

namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>Units 201 and 202, condensate and water storage with their pumps.</summary>
internal static class StorageTags
{
    public static IReadOnlyList<Tag> All { get; } =
    [
        .. Of("201", "Condensate", 30, p => p.CondensateTank),
        .. Of("202", "Water", 25, p => p.WaterTank),
    ];

    private static IEnumerable<Tag> Of(string unit, string product, double flowRange, Func<Plant, StorageTank> tank)
    {
        string asset = unit + "-T-1001";
        yield return Measured($"{unit}-LT-1001", $"{product} tank level", "%", asset, 0, 100, 35, 65, 0.1, 3, p => tank(p).Level);
        yield return Measured($"{unit}-TT-1001", $"{product} tank temperature", "degC", asset, -20, 80, 10, 40, 0.08, 10, p => tank(p).Temperature);
        yield return Measured($"{unit}-FT-1001", $"{product} export flow", "t/h", asset, 0, flowRange, 0, flowRange * 0.8, 0.02, 2, p => tank(p).ExportFlow * TonnesPerHour);
        yield return Measured($"{unit}-PT-1001", $"{product} pump discharge pressure", "kPa", asset, 0, 2000, 100, 1000, 2, 1, p => tank(p).DischargePressure);
        yield return State($"{unit}-XS-1001A", $"{product} pump A running", unit + "-P-1001A", 1, p => OneIf(tank(p).Pumps.RunsA));
        yield return State($"{unit}-XS-1001B", $"{product} pump B running", unit + "-P-1001B", 1, p => OneIf(tank(p).Pumps.RunsB));
        yield return Measured($"{unit}-JT-1001", $"{product} pumps power", "kW", unit + "-P-1001A", 0, 50, 0, 25, 0.03, 1, p => tank(p).Power);
        yield return Total($"{unit}-FQ-1001", $"{product} exported", "t", asset, p => tank(p).ExportedTonnes);
    }
}
