using FactoryTwin.Rpc;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Hosting;

/// <summary>Gathers every fault of a request, so that all are told at once.</summary>
public sealed class Faults
{
    private const int MaxTold = 100;
    private const long FirstSecond = -62_135_596_800; // year 1
    private const long LastSecond = 253_402_300_799;  // year 9999

    private readonly List<(string Field, string Description)> _faults = [];

    /// <summary>How many there are so far; more are counted than are told.</summary>
    public int Count => _faults.Count;

    /// <param name="field">The field by its proto path, for example "tariff.versions[2].effective_day".</param>
    /// <param name="description">What would be right, as the rest of a sentence that begins with the field.</param>
    public void Add(string field, string description) => _faults.Add((field, description));

    /// <summary>Adds the fault unless <paramref name="holds"/>.</summary>
    public void Unless(bool holds, string field, string description)
    {
        if (!holds) Add(field, description);
    }

    /// <summary>A required time; null, and a fault, where it is missing or impossible.</summary>
    public DateTimeOffset? Time(Timestamp? time, string field)
    {
        if (time is null) Add(field, "is required");
        else if (time.Seconds is < FirstSecond or > LastSecond || time.Nanos is < 0 or > 999_999_999) Add(field, "is not a time between the years 1 and 9999");
        else return time.ToDateTimeOffset();
        return null;
    }

    /// <summary>Ends the check.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with every fault.</exception>
    public void ThrowIfAny()
    {
        if (_faults.Count == 0) return;
        if (_faults.Count <= MaxTold) throw RpcErrors.InvalidArgument([.. _faults]);
        throw RpcErrors.InvalidArgument([.. _faults.Take(MaxTold), (_faults[MaxTold].Field, $"and {_faults.Count - MaxTold} more faults")]);
    }
}
