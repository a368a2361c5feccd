using FactoryTwin.Gateway.Routing;
using FactoryTwin.Gateway.Services;
using FactoryTwin.Gateway.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Hosting.Auth;
using FactoryTwin.Rpc;
using FactoryTwin.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.Gateway.Lifecycle;

/// <summary>The RPCs by which the platform team opens and closes interfaces.</summary>
internal sealed class InterfacesService(
    InterfaceStore store, InterfaceStates states, ServiceDirectory directory, RouteUpdater routes, TimeProvider time) : Interfaces.InterfacesBase
{
    /// <summary>Of the year 9999.</summary>
    private const long LastSecond = 253_402_300_799;

    private const int MaxReason = 500;
    private const string AllServices = "-";

    public override async Task<ListInterfacesResponse> ListInterfaces(ListInterfacesRequest request, ServerCallContext context)
    {
        var service = ServiceNames.ServiceOf(request.Parent)
            ?? throw RpcErrors.InvalidArgument(("parent", "must be 'directory/services/{service}', or 'directory/services/-' for all."));
        var query = new ListQuery(ListRequests.PageSize(request.PageSize), request.PageToken, request.Filter, request.OrderBy)
        {
            NamePrefix = service == AllServices ? ServiceNames.Prefix : ServiceNames.Of(service, ""),
        };
        var (interfaces, next) = await store.ListAsync(query, context.CancellationToken);
        return new ListInterfacesResponse { Interfaces = { interfaces }, NextPageToken = next };
    }

    public override async Task<Interface> GetInterface(GetInterfaceRequest request, ServerCallContext context)
    {
        // "-" for the service finds it wherever it is (AIP-159): its name is one service's alone.
        var name = ServiceNames.InterfaceOf(request.Name) is (AllServices, var known) ? states.Find(known)?.Name ?? request.Name : request.Name;
        return await store.FindAsync(name, context.CancellationToken) ?? throw RpcErrors.NotFound(request.Name);
    }

    public override Task<Interface> ExposeInterface(ExposeInterfaceRequest request, ServerCallContext context)
    {
        Check(request.Name, request.Reason, required: false);
        var (service, name) = ServiceNames.InterfaceOf(request.Name)!.Value;
        if (states.Of(name) == InterfaceState.Withdrawn)
            CheckRoutes(service, name);
        return ChangeAsync(request.Name, request.Etag, each => Transitions.Expose(each, AskedBy(context, request.Reason)), context);
    }

    public override Task<Interface> DeprecateInterface(DeprecateInterfaceRequest request, ServerCallContext context)
    {
        List<(string, string)> faults = [];
        var now = time.GetUtcNow();
        // gRPC carries times that there are not.
        if (request.SunsetTime is not { Nanos: >= 0 and <= 999_999_999, Seconds: <= LastSecond } sunset || sunset.Seconds < now.ToUnixTimeSeconds() || sunset.ToDateTimeOffset() <= now)
            faults.Add(("sunset_time", "must be a time in the future: until then it is served at least."));
        Check(request.Name, request.Reason, required: true, request.Replacement, faults);
        return ChangeAsync(
            request.Name,
            request.Etag,
            each => Transitions.Deprecate(each, request.SunsetTime!, request.Replacement, AskedBy(context, request.Reason)),
            context);
    }

    public override Task<Interface> WithdrawInterface(WithdrawInterfaceRequest request, ServerCallContext context)
    {
        Check(request.Name, request.Reason, required: true, request.Replacement);
        return ChangeAsync(request.Name, request.Etag, each => Transitions.Withdraw(each, request.Replacement, AskedBy(context, request.Reason)), context);
    }

    private async Task<Interface> ChangeAsync(string name, string etag, Func<Interface, Interface> change, ServerCallContext context)
    {
        try
        {
            var changed = await store.ChangeAsync(name, etag, change, context.CancellationToken);
            await routes.AppliedAsync(context.CancellationToken);
            return changed;
        }
        catch (TransitionRefusedException refused)
        {
            throw RpcErrors.FailedPrecondition("INTERFACE_STATE", name, refused.Message);
        }
    }

    private void Check(string name, string reason, bool required, string replacement = "", List<(string Field, string Description)>? faults = null)
    {
        faults ??= [];
        if (ServiceNames.InterfaceOf(name) is not var (service, own))
            throw RpcErrors.InvalidArgument([.. faults, ("name", "must be 'directory/services/{service}/interfaces/{interface}'.")]);
        if (reason.Length > MaxReason || (required && string.IsNullOrWhiteSpace(reason)))
            faults.Add(("reason", $"must say why, in at most {MaxReason} characters."));
        if (replacement.Length > 0 && (replacement == own || (states.Find(replacement) is null && !IsAddress(replacement))))
            faults.Add(("replacement", "must be the full name of another interface in the directory, or an https address."));
        if (faults.Count > 0)
            throw RpcErrors.InvalidArgument([.. faults]);
        if (service == GatewayModule.Id)
            throw RpcErrors.FailedPrecondition("OWN_INTERFACE", name, "It is the gateway's own: it comes and goes with its releases.");
    }

    private void CheckRoutes(string service, string @interface)
    {
        try
        {
            directory.CheckRoutes(service, @interface);
        }
        catch (RouteTakenException taken)
        {
            throw taken.ToRpc(StatusCode.FailedPrecondition, "name");
        }
    }

    private Asked AskedBy(ServerCallContext context, string reason) => new(CallerIdentity.Of(context).Subject, time.GetUtcNow().ToTimestamp(), reason);

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && Uri.IsWellFormedUriString(text, UriKind.Absolute);
}
