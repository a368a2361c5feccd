namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>Every tag of the plant, in the order of its units. The one list that readings, source mapping and plant model are made from.</summary>
public static class TagTable
{
    public static IReadOnlyList<Tag> All { get; } =
        [.. InletTags.All, .. CompressorTags.All, .. SalesTags.All, .. StorageTags.All, .. FurnaceTags.All, .. UtilityTags.All];

    internal static Tag Measured(string id, string name, string unit, string asset, double low, double high, double normalLow, double normalHigh, double noise, double lag, Func<Plant, double> value) =>
        new(id, name, unit, asset, new(low, high), new(normalLow, normalHigh), noise, value) { Lag = lag };

    internal static Tag Setpoint(string id, string name, string unit, string asset, double low, double high, Func<Plant, double> value) =>
        new(id, name, unit, asset, new(low, high), null, 0, value) { Kind = TagKind.Setpoint, Lag = 0 };

    /// <summary>A controller's output, in %.</summary>
    internal static Tag Output(string id, string name, string asset, Func<Plant, double> value) =>
        new(id, name, "%", asset, new(0, 100), new(5, 95), 0, value) { Kind = TagKind.Setpoint, Lag = 0 };

    internal static Tag State(string id, string name, string asset, double high, Func<Plant, double> value) =>
        new(id, name, "1", asset, new(0, high), null, 0, value) { Kind = TagKind.State, Lag = 0 };

    internal static Tag Total(string id, string name, string unit, string asset, Func<Plant, double> value) =>
        new(id, name, unit, asset, new(0, 1e9), null, 0, value) { Kind = TagKind.Total, Lag = 0 };

    internal static double OneIf(bool condition) => condition ? 1 : 0;

    /// <summary>kg/s to t/h.</summary>
    internal const double TonnesPerHour = 3.6;
}
