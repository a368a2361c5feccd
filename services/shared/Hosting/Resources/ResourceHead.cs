using FactoryTwin.Storage;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Hosting;

/// <summary>What every resource says of itself and only its store knows: <c>etag</c>, <c>create_time</c> and <c>update_time</c> (AIP-148, AIP-154).</summary>
public static class ResourceHead
{
    /// <summary>A copy of a stored resource with its etag and times, as callers see it.</summary>
    public static T WithHead<T>(this Document<T> document) where T : class, IMessage<T>, new()
    {
        var resource = document.Value.Clone();
        Fields<T>.Etag.SetValue(resource, document.Etag);
        Fields<T>.CreateTime.SetValue(resource, document.CreateTime.ToTimestamp());
        Fields<T>.UpdateTime.SetValue(resource, document.UpdateTime.ToTimestamp());
        return resource;
    }

    /// <summary>A copy without them, as it is stored.</summary>
    public static T WithoutHead<T>(this T resource) where T : class, IMessage<T>, new()
    {
        var bare = resource.Clone();
        Fields<T>.Etag.Clear(bare);
        Fields<T>.CreateTime.Clear(bare);
        Fields<T>.UpdateTime.Clear(bare);
        return bare;
    }

    /// <summary>The etag that a resource came with; empty where it has none.</summary>
    internal static string EtagOf<T>(this T resource) where T : class, IMessage<T>, new() => (string)Fields<T>.Etag.GetValue(resource);

    private static class Fields<T> where T : class, IMessage<T>, new()
    {
        public static readonly IFieldAccessor Etag = Of("etag");
        public static readonly IFieldAccessor CreateTime = Of("create_time");
        public static readonly IFieldAccessor UpdateTime = Of("update_time");

        private static IFieldAccessor Of(string field) =>
            new T().Descriptor.FindFieldByName(field)?.Accessor ?? throw new InvalidOperationException($"{typeof(T)} has no field '{field}'.");
    }
}
