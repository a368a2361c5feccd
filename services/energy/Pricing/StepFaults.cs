using FactoryTwin.Rpc;
using FactoryTwin.Services.Energy.Pricing.Domain;

namespace FactoryTwin.Services.Energy.Pricing;

/// <summary>Faults of steps in the request's terms: by line of a file, by index of a list.</summary>
internal static class StepFaults
{
    /// <summary>More are counted, not told.</summary>
    private const int MaxTold = 100;

    /// <summary>Violations of the field "file.data", one a fault.</summary>
    public static (string Field, string Description)[] OfFile(IReadOnlyList<CsvFault> faults) =>
        Told([.. faults.OrderBy(f => f.Line).Select(f => ("file.data", $"line {f.Line}: {f.Description}"))], "file.data");

    /// <summary>The steps of a request.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with every wrong field.</exception>
    public static IReadOnlyList<Domain.PriceStep> Checked(IReadOnlyList<FactoryTwin.Energy.V1.PriceStep> steps)
    {
        var faults = new List<(string Field, string Description)>();
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i].StartTime.Fault() is { } start) faults.Add(($"steps[{i}].start_time", start));
            if (steps[i].EndTime.Fault() is { } end) faults.Add(($"steps[{i}].end_time", end));
        }
        if (faults.Count > 0) throw RpcErrors.InvalidArgument(Told(faults, "steps"));

        var given = steps.Select(PriceConversions.ToDomain).ToList();
        faults.AddRange(StepCheck.Faults(given).Select(f => (f.Index < 0 ? "steps" : $"steps[{f.Index}].{f.Field}", f.Description)));
        return faults.Count == 0 ? given : throw RpcErrors.InvalidArgument(Told(faults, "steps"));
    }

    private static (string Field, string Description)[] Told(List<(string Field, string Description)> faults, string rest) =>
        faults.Count <= MaxTold ? [.. faults] : [.. faults.Take(MaxTold), (rest, $"and {faults.Count - MaxTold} more faults")];
}
