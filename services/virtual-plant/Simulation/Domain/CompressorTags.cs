using static FactoryTwin.Services.VirtualPlant.Simulation.Domain.TagTable;

namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>Unit 101, compressors A and B. Vibration limits follow ISO 20816-3, group 1, rigid foundation.</summary>
internal static class CompressorTags
{
    public static IReadOnlyList<Tag> All { get; } =
    [
        .. Of("A", p => p.CompressorA),
        .. Of("B", p => p.CompressorB),
        Total("101-JQ-2001", "Compression energy", "MWh", "101-C-2001A", p => (p.CompressorA.EnergyKwh + p.CompressorB.EnergyKwh) / 1000),
    ];

    private static IEnumerable<Tag> Of(string suffix, Func<Plant, Compressor> machine)
    {
        string asset = "101-C-2001" + suffix;
        string name = "Compressor " + suffix;
        yield return Measured($"101-FT-2001{suffix}", $"{name} flow", "t/h", asset, 0, 70, 25, 48, 0.15, 2, p => machine(p).Flow * TonnesPerHour);
        yield return Measured($"101-TT-2001{suffix}", $"{name} discharge temperature", "degC", asset, 0, 200, 70, 105, 0.15, 8, p => machine(p).DischargeTemperature);
        yield return Measured($"101-ST-2001{suffix}", $"{name} speed", "r/min", asset, 0, 15_000, 9_000, 12_000, 6, 0.5, p => machine(p).Speed);
        yield return Measured($"101-JT-2001{suffix}", $"{name} power", "kW", asset, 0, 2500, 900, 1700, 4, 1, p => machine(p).Power);
        yield return Measured($"101-TT-2002{suffix}", $"{name} bearing temperature", "degC", asset, 0, 150, 45, 85, 0.12, 10, p => machine(p).BearingTemperature);
        yield return Measured($"101-VT-2001{suffix}", $"{name} bearing vibration, r.m.s.", "mm/s", asset, 0, 20, 0, 4.5, 0.06, 1, p => machine(p).Vibration);
    }
}
