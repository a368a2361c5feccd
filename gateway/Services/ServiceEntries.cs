using FactoryTwin.Gateway.V1;
using FactoryTwin.Rpc.OpenApi;
using FactoryTwin.Rpc.Transcoding;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Gateway.Services;

/// <summary>Shows an entry as the contract has it.</summary>
internal static class ServiceEntries
{
    public static ServiceEntry Of(DirectoryEntry entry) => new()
    {
        Name = "directory/services/" + entry.Id,
        Version = entry.Registration.Version,
        Description = entry.Registration.Description,
        Owner = entry.Registration.Owner,
        Address = entry.Registration.Address.GetLeftPart(UriPartial.Authority),
        Health = entry.Health,
        HealthDetail = entry.HealthDetail,
        Interfaces = { entry.Registration.Interfaces.Select(Interface) },
        RegisterTime = entry.RegisterTime.ToTimestamp(),
        ExpireTime = entry.ExpireTime.ToTimestamp(),
    };

    private static ServiceInterface Interface(ServiceDescriptor service) => new()
    {
        Name = service.FullName,
        Version = service.File.Package.Split('.')[^1],
        Description = Comments.Of(service) ?? "",
        Methods = { service.Methods.Select(Method) },
    };

    private static ServiceMethod Method(MethodDescriptor method) => new()
    {
        Name = method.Name,
        Description = Comments.Of(method) ?? "",
        ClientStreaming = method.IsClientStreaming,
        ServerStreaming = method.IsServerStreaming,
        RestRoutes = { HttpRules.Of(method).Select(route => new RestRoute { Method = route.HttpMethod, Path = route.Template.Text }) },
        Roles = { Roles(Registration.AccessOf(method)) },
    };

    private static IEnumerable<string> Roles(MethodAccess access) => access switch
    {
        { Anonymous: true } => ["anyone"],
        { Roles.Count: 0 } => ["signed-in"],
        _ => access.Roles,
    };
}
