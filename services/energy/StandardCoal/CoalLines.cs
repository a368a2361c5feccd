using FactoryTwin.Energy.V1;
using FactoryTwin.Services.Energy.StandardCoal.Domain;

namespace FactoryTwin.Services.Energy.StandardCoal;

/// <summary>Lines of an answer.</summary>
internal static class CoalLines
{
    /// <summary>A quantity of the kind as it counts; without coal where there is no factor, or the unit does not convert.</summary>
    public static CoalLine Of(string carrier, string unit, double quantity, Kind kind, Factor? factor, CoalFactorSet set)
    {
        var counted = Coal.Sign(kind) * quantity;
        var line = new CoalLine { Carrier = carrier, Unit = unit, Quantity = counted, Kind = (AmountKind)(kind == Kind.Unspecified ? Kind.Purchased : kind) };
        if (factor is null) return line;
        line.Factor = set.Factors.First(f => f.Carrier == factor.Carrier && (Basis)f.Basis == factor.Basis);
        if (Coal.Tonnes(factor, unit, counted) is { } tonnes) line.Tce = tonnes;
        return line;
    }
}
