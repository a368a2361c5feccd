namespace FactoryTwin.Services.Energy.StandardCoal.Domain;

/// <summary>Units of energy, mass and volume that factors are for, and how they convert. Within a kind the conversion is exact.</summary>
public static class Units
{
    /// <summary>A gas at 0 degrees Celsius takes so much more at 20, both at 101.325 kPa: 293.15 / 273.15, as the trade rounds it.</summary>
    private const double NormalToStandard = 1.0732;

    private static readonly Dictionary<string, (string Kind, double Factor)> Known = new(StringComparer.Ordinal)
    {
        ["kJ"] = ("energy", 1),
        ["MJ"] = ("energy", 1e3),
        ["GJ"] = ("energy", 1e6),
        ["kWh"] = ("energy", 3_600),
        ["MWh"] = ("energy", 3.6e6),
        ["GWh"] = ("energy", 3.6e9),
        ["kg"] = ("mass", 1),
        ["t"] = ("mass", 1e3),
        ["m3"] = ("volume", 1),
        ["Nm3"] = ("volume", NormalToStandard),
    };

    /// <summary>What is known, for error texts.</summary>
    public static string All { get; } = string.Join(", ", Known.Keys);

    /// <summary>Whether it is known.</summary>
    public static bool IsKnown(string unit) => Known.ContainsKey(unit);

    /// <summary>How many of one unit another one is; null where they measure different things or are not known.</summary>
    public static double? Ratio(string from, string to)
    {
        if (from == to) return 1;
        return Known.TryGetValue(from, out var a) && Known.TryGetValue(to, out var b) && a.Kind == b.Kind ? a.Factor / b.Factor : null;
    }
}
