using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FactoryTwin.Hosting.Auth;

/// <summary>A user of the development issuer.</summary>
public sealed record DevelopmentUser(string Id, string DisplayName, IReadOnlyList<string> Roles);

/// <summary>A signed token and when it ends.</summary>
public sealed record IssuedToken(string AccessToken, DateTimeOffset ExpireTime);

/// <summary>
/// Signs tokens for development users and the suite's own services on a developer's machine, where there is no identity provider.
/// It asks for no password: whoever may read the key file, or reach the sign-in, may be anyone.
/// </summary>
public sealed class DevelopmentIssuer
{
    /// <summary>The issuer that its tokens name.</summary>
    public const string Issuer = "urn:factorytwin:development-issuer";

    private readonly AuthOptions options;
    private readonly TimeProvider time;
    private readonly JsonWebTokenHandler handler = new();

    private DevelopmentIssuer(ECDsa key, AuthOptions options, TimeProvider time)
    {
        Key = new ECDsaSecurityKey(key);
        Key.KeyId = Base64UrlEncoder.Encode(Key.ComputeJwkThumbprint());
        this.options = options;
        this.time = time;
    }

    /// <summary>One user for each kind of work, and one with every role.</summary>
    public static IReadOnlyList<DevelopmentUser> Users { get; } =
    [
        .. Roles.OfPeople.Select(role => new DevelopmentUser(role, Title(role), [role])),
        new DevelopmentUser("admin", "Administrator", Roles.OfPeople),
    ];

    internal ECDsaSecurityKey Key { get; }

    /// <summary>Takes the key from <paramref name="keyFile"/>, which is made, readable by its owner only, where it is not there.</summary>
    /// <exception cref="StartRefusedException">The mode is not "development", or the file cannot be used.</exception>
    public static DevelopmentIssuer Open(AuthOptions options, string keyFile, TimeProvider time)
    {
        if (options.Mode != AuthMode.Development)
            throw new StartRefusedException("auth", "Auth:Mode", "the development issuer runs only where Auth:Mode is development.");
        try
        {
            return new DevelopmentIssuer(DevelopmentKeyFile.ReadOrCreate(keyFile), options, time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new StartRefusedException("auth", keyFile, $"the development issuer's key cannot be used: {e.Message}", e);
        }
    }

    /// <summary>A token for a development user, or null where there is none of this id.</summary>
    public IssuedToken? IssueForUser(string id) =>
        Users.FirstOrDefault(u => u.Id == id) is { } user ? Issue(user.Id, user.DisplayName, user.Roles, options.UserTokenLifetime) : null;

    /// <summary>A token for one of the suite's services: role "service" and <paramref name="roles"/>.</summary>
    public IssuedToken IssueForService(string service, IEnumerable<string> roles) =>
        Issue($"services/{service}", service, [Roles.Service, .. roles], options.ServiceTokenLifetime);

    private IssuedToken Issue(string subject, string name, IReadOnlyList<string> roles, TimeSpan lifetime)
    {
        var now = time.GetUtcNow();
        var token = handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = options.Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + lifetime).UtcDateTime,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["sub"] = subject,
                ["name"] = name,
                [options.RolesClaim] = roles.ToArray(),
                ["jti"] = Guid.CreateVersion7(now).ToString("N"),
            },
            SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.EcdsaSha256),
        });
        return new IssuedToken(token, now + lifetime);
    }

    private static string Title(string role) => char.ToUpperInvariant(role[0]) + role[1..].Replace('-', ' ');
}
