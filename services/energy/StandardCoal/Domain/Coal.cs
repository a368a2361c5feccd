namespace FactoryTwin.Services.Energy.StandardCoal.Domain;

/// <summary>What a factor is computed from; numbers as in the contract.</summary>
public enum Basis { Unspecified, CalorificValue, EquivalentValue, PrimaryEnergy }

/// <summary>What became of an amount; numbers as in the contract.</summary>
public enum Kind { Unspecified, Purchased, Exported, StockDraw, RawMaterial }

/// <summary>What a unit of a carrier is in standard coal.</summary>
public sealed record Factor(string Carrier, string Unit, double KgcePerUnit, Basis Basis);

/// <summary>Standard coal of amounts.</summary>
public static class Coal
{
    private const double KgPerTonne = 1_000;

    /// <summary>The factor for a carrier: the only one, or the one of the basis where there are several; null where there is none.</summary>
    public static Factor? Of(IReadOnlyList<Factor> factors, string carrier, Basis basis)
    {
        var fitting = factors.Where(f => f.Carrier == carrier).ToList();
        return fitting.Count == 1 ? fitting[0] : fitting.Find(f => f.Basis == basis);
    }

    /// <summary>1 where it counts, -1 where it is taken off.</summary>
    public static int Sign(Kind kind) => kind is Kind.Exported or Kind.RawMaterial ? -1 : 1;

    /// <summary>Tonnes of coal equivalent; null where the unit does not convert to the factor's.</summary>
    public static double? Tonnes(Factor factor, string unit, double quantity) =>
        Units.Ratio(unit, factor.Unit) is { } ratio ? quantity * ratio * factor.KgcePerUnit / KgPerTonne : null;
}
