using Google.Protobuf;

namespace FactoryTwin.Hosting;

/// <summary>What a create request gives (AIP-133): the resource, and the name that it gets.</summary>
public static class NewResource
{
    /// <summary>Checks the resource and its id together, so that every fault is told at once.</summary>
    /// <param name="given">The request's resource.</param>
    /// <param name="id">The id beside it, if it is not in the resource's name.</param>
    /// <param name="collection">What stands before the id in the name.</param>
    /// <param name="field">The resource's field in the request; the id's is "{field}_id".</param>
    /// <param name="check">Adds the faults of a resource, which gets this name.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with every fault by field.</exception>
    public static (T Given, string Name) Of<T>(T? given, string id, string collection, string field, Action<T, string, Faults> check) where T : class, IMessage<T>, new()
    {
        var faults = new Faults();
        faults.Unless(given is not null, field, "is required");
        var resource = given ?? new T();
        var named = (string)resource.Descriptor.FindFieldByName("name").Accessor.GetValue(resource);
        var newId = ResourceNames.NewId(id, named, collection, $"{field}_id", $"{field}.name", faults);
        faults.Unless(newId.Length > 0, $"{field}_id", "is required");
        var name = $"{collection}/{newId}";
        if (given is not null) check(resource, name, faults);
        faults.ThrowIfAny();
        return (resource, name);
    }
}
