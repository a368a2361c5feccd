using FactoryTwin.Rpc;
using FactoryTwin.Rpc.Server;
using Grpc.Core;

namespace FactoryTwin.Hosting.Auth;

/// <summary>Lets a call through only where its method's contract admits the caller.</summary>
internal sealed class AuthInterceptor(ITokenValidator validator, AccessRules rules) : IRpcServerInterceptor
{
    private const string Scheme = "Bearer ";

    public async Task InvokeAsync(RpcMethod method, ServerCallContext context, Func<Task> next)
    {
        var rule = rules[method];
        var caller = await IdentifyAsync(context, rule);
        CallerIdentity.Set(context, caller);
        if (!rule.Admits(caller))
            throw RpcErrors.PermissionDenied($"{method.Descriptor.Name} needs one of the roles {Names(rule.Roles)}; {caller.Subject} has {Names(caller.Roles)}.");
        await next();
    }

    private async ValueTask<CallerIdentity> IdentifyAsync(ServerCallContext context, AccessRule rule)
    {
        var header = context.RequestHeaders.GetValue("authorization");
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return rule.Anonymous
                ? CallerIdentity.Anonymous
                : throw RpcErrors.Unauthenticated("This call needs credentials: send 'Authorization: Bearer <token>'.");
        }
        try
        {
            return await validator.ValidateAsync(header[Scheme.Length..].Trim());
        }
        catch (TokenRefusedException) when (rule.Anonymous)
        {
            // An old token must not keep anyone from signing in again.
            return CallerIdentity.Anonymous;
        }
        catch (TokenRefusedException e)
        {
            throw RpcErrors.Unauthenticated(e.Message);
        }
    }

    private static string Names(IReadOnlyCollection<string> roles) => roles.Count == 0 ? "none" : string.Join(", ", roles.Order(StringComparer.Ordinal));
}
