namespace FactoryTwin.Hosting.Auth;

/// <summary>Who may vouch for callers.</summary>
public enum AuthMode
{
    /// <summary>An OpenID Connect provider.</summary>
    Oidc,

    /// <summary>The development issuer: anyone who reaches the sign-in may be anyone. For a developer's machine only.</summary>
    Development,
}

/// <summary>Section "Auth".</summary>
public sealed class AuthOptions
{
    /// <summary>Default: Oidc, so that nobody gets the development issuer by forgetting something.</summary>
    public AuthMode Mode { get; set; } = AuthMode.Oidc;

    /// <summary>The provider's issuer address, for example "https://id.example.com/realms/plant".</summary>
    public string Authority { get; set; } = "";

    /// <summary>What tokens must be made out for. Default "factorytwin".</summary>
    public string Audience { get; set; } = "factorytwin";

    /// <summary>The claim that carries the roles. Default "roles".</summary>
    public string RolesClaim { get; set; } = "roles";

    /// <summary>Oidc: the file with this service's own token, renewed by the platform (a projected volume).</summary>
    public string ServiceTokenFile { get; set; } = "";

    /// <summary>How long a development token of a person lasts. Default 12 h.</summary>
    public TimeSpan UserTokenLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>How long a development token of a service lasts. Default 1 h.</summary>
    public TimeSpan ServiceTokenLifetime { get; set; } = TimeSpan.FromHours(1);

    internal IEnumerable<OptionFault> Check()
    {
        if (Mode == AuthMode.Oidc && !(Uri.TryCreate(Authority, UriKind.Absolute, out var authority) && IsSafe(authority)))
            yield return new OptionFault(nameof(Authority), "must be the provider's https address (http on loopback only) when Auth:Mode is oidc.");
        if (Mode == AuthMode.Oidc && ServiceTokenFile.Length == 0)
            yield return new OptionFault(nameof(ServiceTokenFile), "must name the file with this service's own token when Auth:Mode is oidc.");
        if (Audience.Length == 0)
            yield return new OptionFault(nameof(Audience), "must not be empty.");
        if (RolesClaim.Length == 0)
            yield return new OptionFault(nameof(RolesClaim), "must not be empty.");
        if (UserTokenLifetime < TimeSpan.FromMinutes(1) || UserTokenLifetime > TimeSpan.FromDays(1))
            yield return new OptionFault(nameof(UserTokenLifetime), "must be 1m to 24h.");
        if (ServiceTokenLifetime < TimeSpan.FromMinutes(1) || ServiceTokenLifetime > TimeSpan.FromDays(1))
            yield return new OptionFault(nameof(ServiceTokenLifetime), "must be 1m to 24h.");
    }

    private static bool IsSafe(Uri authority) =>
        authority.Scheme == Uri.UriSchemeHttps || (authority.Scheme == Uri.UriSchemeHttp && authority.IsLoopback);
}
