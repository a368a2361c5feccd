using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Hosting;

/// <summary>Applies what an update request asks for (AIP-134).</summary>
public static class UpdateMask
{
    private static readonly FieldMask.MergeOptions Replace = new() { ReplaceMessageFields = true, ReplaceRepeatedFields = true, ReplacePrimitiveFields = true };

    /// <summary>A copy of the stored resource with the fields that the mask names as given.</summary>
    /// <param name="stored">As it is now.</param>
    /// <param name="given">As the request has it.</param>
    /// <param name="mask">Without paths, or with "*": all of <paramref name="changeable"/>.</param>
    /// <param name="changeable">The resource's fields that may be changed, and with them the fields in them.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, "update_mask": it names others.</exception>
    public static T Apply<T>(T stored, T given, FieldMask? mask, IReadOnlyList<string> changeable) where T : class, IMessage<T>
    {
        var paths = mask?.Paths.Where(path => path != "*").ToList() ?? [];
        if (paths.Count == 0) paths.AddRange(changeable);
        var faults = new Faults();
        foreach (var path in paths)
            faults.Unless(changeable.Contains(path.Split('.')[0]) && FieldMask.IsValid<T>(path), "update_mask", $"'{path}' cannot be changed; {string.Join(", ", changeable)} can");
        faults.ThrowIfAny();
        var updated = stored.Clone();
        new FieldMask { Paths = { paths } }.Merge(given, updated, Replace);
        return updated;
    }
}
