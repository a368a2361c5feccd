using FactoryTwin.Gateway.Lifecycle;
using FactoryTwin.Gateway.Routing;
using FactoryTwin.Gateway.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Hosting.Auth;
using FactoryTwin.Rpc;
using FactoryTwin.Storage;
using FactoryTwin.Storage.Queries;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.Gateway.Services;

/// <summary>The RPCs of the directory.</summary>
internal sealed class DirectoryService(
    ServiceDirectory directory, ServiceEntries entries, ContractReader contracts, DirectoryStore instances, InterfaceStore interfaces,
    InterfaceStates states, RouteUpdater routes) : V1.Directory.DirectoryBase
{
    private static readonly MemoryList<DirectoryEntry> Services = new("services",
        new Index<DirectoryEntry>("name", IndexKind.Text, each => ServiceNames.Of(each.Id)),
        new Index<DirectoryEntry>("owner", IndexKind.Text, each => each.Newest.Registration.Owner),
        new Index<DirectoryEntry>("version", IndexKind.Text, each => each.Newest.Registration.Version),
        new Index<DirectoryEntry>("description", IndexKind.Text, each => each.Newest.Registration.Description),
        new Index<DirectoryEntry>("address", IndexKind.Text, each => each.Newest.Address),
        new Index<DirectoryEntry>("health", IndexKind.Text, each => NameOf(each.Health)),
        new Index<DirectoryEntry>("register_time", IndexKind.Time, each => each.RegisterTime),
        new Index<DirectoryEntry>("expire_time", IndexKind.Time, each => each.ExpireTime));

    public override async Task<RegisterServiceResponse> RegisterService(RegisterServiceRequest request, ServerCallContext context)
    {
        var caller = CallerIdentity.Of(context).Subject;
        CheckIdentity(caller, request.Service);
        var registration = RegistrationReader.Read(request, contracts);
        var (instance, changed) = Register(registration);
        // Stored before the answer; a service that hears of a failure announces itself again.
        await interfaces.NoteAsync(registration, caller, context.CancellationToken);
        await instances.SaveAsync(instance, changed, context.CancellationToken);
        if (changed)
            await routes.AppliedAsync(context.CancellationToken);
        return new RegisterServiceResponse
        {
            ExpireTime = instance.ExpireTime.ToTimestamp(),
            Interfaces = { registration.Contract.Names.Select(name => new RegisteredInterface { Interface = name, State = states.Of(name) }) },
        };
    }

    public override async Task<UnregisterServiceResponse> UnregisterService(UnregisterServiceRequest request, ServerCallContext context)
    {
        if (ServiceNames.ServiceOf(request.Name) is not { } service)
            throw RpcErrors.InvalidArgument(("name", "must be 'directory/services/{service}'."));
        CheckIdentity(CallerIdentity.Of(context).Subject, service);
        var address = RegistrationReader.AddressOf(request.Address) ?? throw RpcErrors.InvalidArgument(("address", "must be an address as it was registered."));
        if (directory.Leave(service, address, "it took its leave") is { } last)
            await instances.SaveAsync(last, changed: true, context.CancellationToken);
        else
            await instances.RemoveAsync(service, address, context.CancellationToken);
        await routes.AppliedAsync(context.CancellationToken);
        return new UnregisterServiceResponse();
    }

    public override Task<ListServicesResponse> ListServices(ListServicesRequest request, ServerCallContext context)
    {
        var query = new ListQuery(ListRequests.PageSize(request.PageSize), request.PageToken, request.Filter, request.OrderBy);
        var (found, next) = Services.ListPage(directory.List(), query);
        return Task.FromResult(new ListServicesResponse { Services = { found.Select(entries.Of) }, NextPageToken = next });
    }

    public override Task<ServiceEntry> GetService(GetServiceRequest request, ServerCallContext context) =>
        ServiceNames.ServiceOf(request.Name) is { } id && directory.Find(id) is { } entry
            ? Task.FromResult(entries.Of(entry))
            : throw RpcErrors.NotFound(request.Name);

    private (Instance Instance, bool Changed) Register(Registration registration)
    {
        try
        {
            return directory.Register(registration);
        }
        catch (RouteTakenException taken)
        {
            throw taken.ToRpc(StatusCode.AlreadyExists, "interfaces");
        }
        catch (DirectoryFullException full)
        {
            throw RpcErrors.ResourceExhausted("DIRECTORY_FULL", full.Message);
        }
    }

    /// <summary>A caller that is a service by its token speaks for itself alone.</summary>
    private static void CheckIdentity(string caller, string service)
    {
        const string prefix = "services/";
        if (caller.StartsWith(prefix, StringComparison.Ordinal) && caller[prefix.Length..] != service)
            throw RpcErrors.PermissionDenied($"{caller} may register itself, not {service}.");
    }

    private static string NameOf(ServiceHealth health) =>
        V1.DirectoryReflection.Descriptor.FindTypeByName<EnumDescriptor>(nameof(ServiceHealth)).FindValueByNumber((int)health)?.Name ?? "";
}
