using FactoryTwin.Hosting.Auth;
using FactoryTwin.Rpc;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Gateway.Web;

/// <summary>Finds out who calls, once a request.</summary>
internal sealed class Callers(RequestDelegate next, ITokenValidator validator)
{
    private const string Scheme = "Bearer ";

    private static readonly object Key = new();

    private sealed record Caller(string Subject, string? Refusal);

    public async Task InvokeAsync(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            http.Items[Key] = await IdentifyAsync(header[Scheme.Length..].Trim());
        await next(http);
    }

    /// <summary>The caller's id; null without credentials that count.</summary>
    public static string? SubjectOf(HttpContext http) => http.Items[Key] is Caller { Refusal: null } caller ? caller.Subject : null;

    /// <exception cref="Grpc.Core.RpcException">UNAUTHENTICATED: no token, or one that does not count.</exception>
    public static void RequireSignedIn(HttpContext http)
    {
        var caller = http.Items[Key] as Caller;
        if (caller?.Refusal is { } refusal)
            throw RpcErrors.Unauthenticated(refusal);
        if (caller is null)
            throw RpcErrors.Unauthenticated("This call needs credentials: send 'Authorization: Bearer <token>'.");
    }

    private async Task<Caller> IdentifyAsync(string token)
    {
        try
        {
            return new Caller((await validator.ValidateAsync(token)).Subject, Refusal: null);
        }
        catch (TokenRefusedException refused)
        {
            return new Caller("", refused.Message);
        }
    }
}
