using FactoryTwin.Hosting.Auth;
using FactoryTwin.Rpc;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Gateway.Web;

/// <summary>Finds out who calls, once a request.</summary>
internal sealed class Callers(RequestDelegate next, ITokenValidator validator)
{
    private const string Scheme = "Bearer ";

    private static readonly object Key = new();

    private sealed record Caller(CallerIdentity Identity, string? Refusal);

    public async Task InvokeAsync(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            http.Items[Key] = await IdentifyAsync(header[Scheme.Length..].Trim());
        await next(http);
    }

    /// <summary>The caller's id; null without credentials that count.</summary>
    public static string? SubjectOf(HttpContext http) => http.Items[Key] is Caller { Refusal: null } caller ? caller.Identity.Subject : null;

    /// <param name="http">The request.</param>
    /// <param name="roles">The caller needs one of these, parted by commas; null where any or none will do.</param>
    /// <exception cref="Grpc.Core.RpcException">UNAUTHENTICATED: no token, or one that does not count. PERMISSION_DENIED: none of the roles.</exception>
    public static void Require(HttpContext http, string? roles)
    {
        var caller = http.Items[Key] as Caller;
        if (caller?.Refusal is { } refusal)
            throw RpcErrors.Unauthenticated(refusal);
        if (caller is null)
            throw RpcErrors.Unauthenticated("This call needs credentials: send 'Authorization: Bearer <token>'.");
        // The suite's own services ask this again. One in another language may leave it to the gateway.
        if (roles is not null && !roles.Split(',').Any(caller.Identity.Roles.Contains))
            throw RpcErrors.PermissionDenied($"This call needs one of the roles {roles}; {caller.Identity.Subject} has {Names(caller.Identity)}.");
    }

    private async Task<Caller> IdentifyAsync(string token)
    {
        try
        {
            return new Caller(await validator.ValidateAsync(token), Refusal: null);
        }
        catch (TokenRefusedException refused)
        {
            return new Caller(CallerIdentity.Anonymous, refused.Message);
        }
    }

    private static string Names(CallerIdentity caller) => caller.Roles.Count == 0 ? "none" : string.Join(',', caller.Roles.Order(StringComparer.Ordinal));
}
