using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Services.Energy.StandardCoal.Domain;

namespace FactoryTwin.Services.Energy.StandardCoal;

/// <summary>Checks factor sets and amounts; every fault is told at once, by field.</summary>
internal static class CoalRequests
{
    private const int MaxText = 200;
    private const int MaxFactors = 1_000;
    private const double MaxAmount = 1e15;
    private static readonly string[] Changeable = ["display_name", "source", "factors"];

    /// <summary>The set as it will be stored.</summary>
    public static CoalFactorSet Created(CreateCoalFactorSetRequest request)
    {
        var (given, name) = NewResource.Of(request.CoalFactorSet, request.CoalFactorSetId, "coalFactorSets", "coal_factor_set", static (each, _, faults) => Check(each, faults));
        var set = given.Clone();
        set.Name = name;
        return set;
    }

    /// <summary>The stored set with the request's changes.</summary>
    public static CoalFactorSet Updated(CoalFactorSet stored, UpdateCoalFactorSetRequest request) =>
        ResourceChange.Of(stored, request.CoalFactorSet, request.UpdateMask, Changeable, static (each, faults) => Check(each, faults));

    /// <summary>Factors in the domain's terms.</summary>
    public static List<Factor> Factors(CoalFactorSet set) => [.. set.Factors.Select(f => new Factor(f.Carrier, f.Unit, f.KgcePerUnit, (Basis)f.Basis))];

    /// <summary>The basis that is asked for.</summary>
    public static Basis BasisOf(CoalBasis given) => given == CoalBasis.Unspecified ? Basis.EquivalentValue : (Basis)given;

    /// <summary>The amounts as standard coal.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with every amount that has no factor, or whose unit does not convert.</exception>
    public static List<CoalLine> Lines(CalculateStandardCoalRequest request, CoalFactorSet set)
    {
        var faults = new Faults();
        faults.Unless(request.Amounts.Count is >= 1 and <= MaxFactors, "amounts", $"must be 1 to {MaxFactors}");
        faults.Unless(Enum.IsDefined(request.Basis), "basis", "is not one that is known");
        faults.ThrowIfAny();
        var factors = Factors(set);
        var lines = request.Amounts.Select((a, i) => One(a, $"amounts[{i}]")).ToList();
        faults.ThrowIfAny();
        return lines;

        CoalLine One(EnergyAmount given, string field)
        {
            faults.Unless(Math.Abs(given.Quantity) <= MaxAmount, $"{field}.quantity", "must be a number between -1e15 and 1e15");
            faults.Unless(given.Kind == AmountKind.StockDraw || !(given.Quantity < 0), $"{field}.quantity", "is below 0 only where it went into stock");
            faults.Unless(Enum.IsDefined(given.Kind), $"{field}.kind", "is not one that is known");
            if (Coal.Of(factors, given.Carrier, BasisOf(request.Basis)) is not { } factor)
            {
                faults.Add($"{field}.carrier", $"{set.Name} has no factor for '{given.Carrier}' by this basis");
                return new CoalLine();
            }
            var line = CoalLines.Of(given.Carrier, given.Unit, given.Quantity, (Kind)given.Kind, factor, set);
            faults.Unless(line.HasTce, $"{field}.unit", $"does not convert to {factor.Unit}, which the factor is for");
            line.CoveredPercent = 100;
            return line;
        }
    }

    private static void Check(CoalFactorSet given, Faults faults)
    {
        faults.Unless(!string.IsNullOrWhiteSpace(given.DisplayName) && given.DisplayName.Length <= MaxText, "coal_factor_set.display_name", $"is required, with at most {MaxText} characters");
        faults.Unless(given.Source is { Standard.Length: > 0 }, "coal_factor_set.source.standard", "is required: a factor is nothing without it");
        faults.Unless(given.Factors.Count is >= 1 and <= MaxFactors, "coal_factor_set.factors", $"must be 1 to {MaxFactors}");
        var seen = new HashSet<(string, CoalBasis)>();
        for (var i = 0; i < Math.Min(given.Factors.Count, MaxFactors); i++)
        {
            var (one, field) = (given.Factors[i], $"coal_factor_set.factors[{i}]");
            faults.Unless(one.Carrier.Length is > 0 and <= MaxText, $"{field}.carrier", $"is required, with at most {MaxText} characters");
            faults.Unless(seen.Add((one.Carrier, one.Basis)), $"{field}.carrier", "is there twice by the same basis");
            faults.Unless(Units.IsKnown(one.Unit), $"{field}.unit", $"must be one of {Units.All}");
            faults.Unless(one.KgcePerUnit is > 0 and <= 1e9, $"{field}.kgce_per_unit", "must be a number above 0, at most 1e9");
            faults.Unless(one.Basis != CoalBasis.Unspecified && Enum.IsDefined(one.Basis), $"{field}.basis", "is required");
            faults.Unless(one.Note.Length <= MaxText, $"{field}.note", $"must have at most {MaxText} characters");
        }
    }
}
