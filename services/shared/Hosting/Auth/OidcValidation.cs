using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace FactoryTwin.Hosting.Auth;

/// <summary>Validation by an OpenID Connect provider's published keys, which are fetched when first needed and again when they rotate.</summary>
internal static class OidcValidation
{
    public static ITokenValidator Create(AuthOptions options, TimeProvider time)
    {
        var authority = options.Authority.TrimEnd('/');
        var documents = new HttpDocumentRetriever { RequireHttps = new Uri(authority).Scheme == Uri.UriSchemeHttps };
        // The issuer that the provider's document names counts.
        var parameters = JwtValidator.Parameters(issuer: null, options.Audience, time);
        parameters.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
            authority + "/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever(), documents);
        return new JwtValidator(parameters, options.RolesClaim, time);
    }
}
