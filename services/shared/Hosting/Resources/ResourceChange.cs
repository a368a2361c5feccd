using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Hosting;

/// <summary>What an update request makes of a stored resource (AIP-134).</summary>
public static class ResourceChange
{
    /// <summary>A copy of the stored resource with the request's changes, checked.</summary>
    /// <param name="stored">As it is now.</param>
    /// <param name="given">As the request has it.</param>
    /// <param name="mask">The fields to change; without paths, or with "*": all of <paramref name="changeable"/>.</param>
    /// <param name="changeable">The resource's fields that may be changed, and with them the fields in them.</param>
    /// <param name="check">Adds the faults of the changed resource.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with every fault by field.</exception>
    public static T Of<T>(T stored, T given, FieldMask? mask, IReadOnlyList<string> changeable, Action<T, Faults> check) where T : class, IMessage<T>
    {
        var updated = UpdateMask.Apply(stored, given, mask, changeable);
        var faults = new Faults();
        check(updated, faults);
        faults.ThrowIfAny();
        return updated;
    }
}
