using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FactoryTwin.Hosting.Auth;

/// <summary>Tells who a bearer token speaks for.</summary>
public interface ITokenValidator
{
    /// <exception cref="TokenRefusedException">The token is not valid; the message may be told to the caller.</exception>
    ValueTask<CallerIdentity> ValidateAsync(string token);
}

/// <summary>Why a token is not accepted, without anything of the token in the words.</summary>
public sealed class TokenRefusedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Validates signed JWTs. An accepted token is remembered until it expires, so that a stream of calls does not pay for the
/// signature each time; the memory is bounded.
/// </summary>
internal sealed class JwtValidator(TokenValidationParameters parameters, string rolesClaim, TimeProvider time) : ITokenValidator
{
    private const int RememberedLimit = 1024;

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };
    private readonly ConcurrentDictionary<string, (CallerIdentity Caller, DateTimeOffset Until)> remembered = new(StringComparer.Ordinal);

    public async ValueTask<CallerIdentity> ValidateAsync(string token)
    {
        var now = time.GetUtcNow();
        if (remembered.TryGetValue(token, out var known))
        {
            if (now < known.Until)
                return known.Caller;
            remembered.TryRemove(token, out _);
        }
        var result = await handler.ValidateTokenAsync(token, parameters);
        if (!result.IsValid)
            throw new TokenRefusedException(Words(result.Exception), result.Exception);
        var caller = CallerOf((JsonWebToken)result.SecurityToken);
        if (remembered.Count >= RememberedLimit)
            remembered.Clear();
        remembered[token] = (caller, result.SecurityToken.ValidTo);
        return caller;
    }

    /// <summary>What every mode checks: signature, issuer, audience and lifetime by our clock.</summary>
    public static TokenValidationParameters Parameters(string? issuer, string audience, TimeProvider time)
    {
        var skew = TimeSpan.FromSeconds(30);
        return new TokenValidationParameters
        {
            ValidIssuer = issuer,
            ValidAudience = audience,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.RsaSha256,
                SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256],
            LifetimeValidator = (notBefore, expires, _, _) =>
            {
                var now = time.GetUtcNow().UtcDateTime;
                if (expires is null || expires < now)
                    throw new SecurityTokenExpiredException();
                return notBefore is null || notBefore <= now + skew;
            },
        };
    }

    private CallerIdentity CallerOf(JsonWebToken token)
    {
        var roles = token.Claims.Where(c => c.Type == rolesClaim).Select(c => c.Value).ToFrozenSet(StringComparer.Ordinal);
        var name = token.TryGetPayloadValue<string>("name", out var given) ? given : token.Subject;
        return string.IsNullOrEmpty(token.Subject)
            ? throw new TokenRefusedException("The token names no subject.")
            : new CallerIdentity(token.Subject, name, roles);
    }

    private static string Words(Exception? cause) => cause switch
    {
        SecurityTokenExpiredException => "The token has expired; sign in again.",
        SecurityTokenInvalidAudienceException => "The token is made out for another audience.",
        SecurityTokenInvalidIssuerException => "The token is from another issuer.",
        SecurityTokenNotYetValidException or SecurityTokenInvalidLifetimeException => "The token is not valid yet.",
        _ => "The token is not valid.",
    };
}
