using static FactoryTwin.Services.VirtualPlant.Simulation.Domain.TagTable;

namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>Unit 301, the coating furnace.</summary>
internal static class FurnaceTags
{
    /// <summary>Tag of the batch under way: its size in parts, 0 when idle.</summary>
    public const string BatchSize = "301-XS-1001";

    /// <summary>Tag that counts the parts made.</summary>
    public const string PartsProduced = "301-CQ-1001";

    /// <summary>Tag of the electric power that it draws.</summary>
    public const string Power = "301-JT-1001";

    public static IReadOnlyList<Tag> All { get; } =
    [
        Measured("301-TT-1001", "Furnace temperature", "degC", "301-F-1001", 0, 1200, 420, 1040, 0.6, 5, p => p.Furnace.Temperature),
        Setpoint("301-TC-1001.SP", "Furnace temperature aimed at", "degC", "301-F-1001", 0, 1200, p => p.Furnace.Setpoint),
        Measured(Power, "Furnace power", "kW", "301-F-1001", 0, 20_000, 90, 1400, 1.5, 1, p => p.Furnace.Power),
        Total("301-JQ-1001", "Furnace energy", "MWh", "301-F-1001", p => p.Furnace.EnergyKwh / 1000),
        new(BatchSize, "Batch under way", "parts", "301-F-1001", new(0, 1000), null, 0, p => p.Furnace.BatchParts) { Kind = TagKind.State, Lag = 0 },
        new(PartsProduced, "Parts produced", "parts", "301-F-1001", new(0, 1e9), null, 0, p => p.Furnace.PartsProduced) { Kind = TagKind.Total, Lag = 0 },
        State("301-XS-1002", "Furnace phase (0 warm, 1 heat-up, 2 hold)", "301-F-1001", 2, p => (double)p.Furnace.Phase),
        Measured("301-KT-1001", "Batch time left", "s", "301-F-1001", 0, 1e6, 0, 1e6, 0, 0, p => p.Furnace.RemainingSeconds),
    ];
}
