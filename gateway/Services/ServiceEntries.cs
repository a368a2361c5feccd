using FactoryTwin.Contracts;
using FactoryTwin.Gateway.Lifecycle;
using FactoryTwin.Gateway.V1;
using FactoryTwin.Rpc.OpenApi;
using FactoryTwin.Rpc.Transcoding;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Gateway.Services;

/// <summary>Shows an entry as the contract has it.</summary>
internal sealed class ServiceEntries(InterfaceStates states)
{
    public ServiceEntry Of(DirectoryEntry entry) => new()
    {
        Name = ServiceNames.Of(entry.Id),
        Version = entry.Newest.Registration.Version,
        Description = entry.Newest.Registration.Description,
        Owner = entry.Newest.Registration.Owner,
        Address = entry.Newest.Address,
        Health = entry.Health,
        HealthDetail = entry.HealthDetail,
        Interfaces = { InterfacesOf(entry).Select(Interface) },
        RegisterTime = entry.RegisterTime.ToTimestamp(),
        ExpireTime = entry.ExpireTime.ToTimestamp(),
        Instances = { entry.Instances.Select(Instance) },
    };

    /// <summary>What any instance serves, each interface as the newest describes it.</summary>
    public static IEnumerable<ServiceDescriptor> InterfacesOf(DirectoryEntry entry) => entry.Instances
        .OrderByDescending(each => each.RegisterTime).SelectMany(each => each.Registration.Contract.Interfaces).DistinctBy(each => each.FullName);

    private static ServiceInstance Instance(Instance instance) => new()
    {
        Address = instance.Address,
        Version = instance.Registration.Version,
        Health = instance.Health,
        HealthDetail = instance.HealthDetail,
        RegisterTime = instance.RegisterTime.ToTimestamp(),
        ExpireTime = instance.ExpireTime.ToTimestamp(),
    };

    private ServiceInterface Interface(ServiceDescriptor service)
    {
        var stored = states.Find(service.FullName);
        return new ServiceInterface
        {
            Name = service.FullName,
            Version = service.File.Package.Split('.')[^1],
            Description = Comments.Of(service) ?? "",
            Methods = { service.Methods.Select(Method) },
            State = states.Of(service.FullName),
            SunsetTime = stored?.SunsetTime,
            Replacement = stored?.Replacement ?? "",
        };
    }

    private static ServiceMethod Method(MethodDescriptor method) => new()
    {
        Name = method.Name,
        Description = Comments.Of(method) ?? "",
        ClientStreaming = method.IsClientStreaming,
        ServerStreaming = method.IsServerStreaming,
        RestRoutes = { HttpRules.Of(method).Select(route => new RestRoute { Method = route.HttpMethod, Path = route.Template.Text }) },
        Roles = { Roles(ContractOptions.AccessOf(method)) },
    };

    private static IEnumerable<string> Roles(MethodAccess access) => access switch
    {
        { Anonymous: true } => ["anyone"],
        { Roles.Count: 0 } => ["signed-in"],
        _ => access.Roles,
    };
}
