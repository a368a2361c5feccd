using System.Security.Cryptography;
using System.Text.Json;
using FactoryTwin.Hosting.Auth;
using FactoryTwin.Testing;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FactoryTwin.Hosting.Tests;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TokenTests
{
    private readonly FakeTimeProvider time = new();
    private readonly TempDirectory directory = new();
    private readonly AuthOptions options = new() { Mode = AuthMode.Development };

    [TearDown]
    public void Dispose() => directory.Dispose();

    [Test]
    public async Task A_token_is_valid_until_it_expires_also_when_it_was_accepted_before()
    {
        var (issuer, validator) = Development();
        var token = issuer.IssueForUser("dispatcher")!;

        var caller = await validator.ValidateAsync(token.AccessToken);
        Assert.That((caller.Subject, caller.DisplayName, caller.Roles.Single()), Is.EqualTo(("dispatcher", "Dispatcher", "dispatcher")));

        time.Advance(options.UserTokenLifetime - TimeSpan.FromSeconds(1));
        Assert.That((await validator.ValidateAsync(token.AccessToken)).Subject, Is.EqualTo("dispatcher"));
        time.Advance(TimeSpan.FromSeconds(2));
        var refusal = await Assert.ThrowsAsync<TokenRefusedException>(async () => await validator.ValidateAsync(token.AccessToken));
        Assert.That(refusal!.Message, Does.Contain("expired"));
    }

    [Test]
    public async Task A_service_gets_a_new_token_before_the_old_one_ends()
    {
        var (issuer, validator) = Development();
        var credentials = new DevelopmentCredentials(issuer, "virtual-plant", ["edge-agent"], time);
        var first = credentials.GetToken();
        Assert.That(credentials.GetToken(), Is.EqualTo(first));

        time.Advance(options.ServiceTokenLifetime * 0.9);
        var second = credentials.GetToken();

        Assert.That(second, Is.Not.EqualTo(first));
        Assert.That((await validator.ValidateAsync(second)).Roles, Is.EquivalentTo(new[] { "service", "edge-agent" }));
    }

    [Test]
    public async Task A_token_file_is_read_again_and_an_unreadable_one_keeps_the_last_token()
    {
        var credentials = new TokenFileCredentials(directory["token"], time);
        var missing = Assert.Throws<RpcException>(() => credentials.GetToken());
        Assert.That(missing!.Status.Detail, Does.Contain(directory["token"]).And.Contain("Auth:ServiceTokenFile"));

        await File.WriteAllTextAsync(directory["token"], "first\n");
        Assert.That(credentials.GetToken(), Is.EqualTo("first"));
        await File.WriteAllTextAsync(directory["token"], "second");
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.That(credentials.GetToken(), Is.EqualTo("second"));
        File.Delete(directory["token"]);
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.That(credentials.GetToken(), Is.EqualTo("second"));
    }

    [TestCase("not a token")]
    [TestCase("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiIsInJvbGVzIjpbImVuZ2luZWVyIl19.")]
    public async Task What_nobody_signed_is_refused(string token)
    {
        var (_, validator) = Development();

        await Assert.ThrowsAsync<TokenRefusedException>(async () => await validator.ValidateAsync(token));
    }

    [Test]
    public async Task A_token_for_another_audience_is_refused()
    {
        var (issuer, _) = Development();
        var parameters = JwtValidator.Parameters(DevelopmentIssuer.Issuer, "another", time);
        parameters.IssuerSigningKey = issuer.Key;

        var refusal = await Assert.ThrowsAsync<TokenRefusedException>(async () =>
            await new JwtValidator(parameters, "roles", time).ValidateAsync(issuer.IssueForUser("admin")!.AccessToken));
        Assert.That(refusal!.Message, Does.Contain("audience"));
    }

    [Test]
    public async Task An_OpenID_provider_is_found_by_its_authority_and_its_roles_claim_read()
    {
        using var key = RSA.Create(2048);
        var signing = new RsaSecurityKey(key) { KeyId = "k1" };
        await using var provider = await StartProviderAsync(signing);
        var validator = OidcValidation.Create(new AuthOptions { Authority = provider.Urls.First(), RolesClaim = "groups" }, time);

        var caller = await validator.ValidateAsync(Token(provider.Urls.First(), signing));
        var foreign = await Assert.ThrowsAsync<TokenRefusedException>(async () => await validator.ValidateAsync(Token("https://elsewhere", signing)));

        Assert.That((caller.Subject, caller.Roles.Single()), Is.EqualTo(("jane", "dispatcher")));
        Assert.That(foreign!.Message, Does.Contain("issuer"));
    }

    private (DevelopmentIssuer Issuer, ITokenValidator Validator) Development()
    {
        var issuer = DevelopmentIssuer.Open(options, directory["key"], time);
        var parameters = JwtValidator.Parameters(DevelopmentIssuer.Issuer, options.Audience, time);
        parameters.IssuerSigningKey = issuer.Key;
        return (issuer, new JwtValidator(parameters, "roles", time));
    }

    private string Token(string issuer, RsaSecurityKey key) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = issuer,
        Audience = "factorytwin",
        IssuedAt = time.GetUtcNow().UtcDateTime,
        NotBefore = time.GetUtcNow().UtcDateTime,
        Expires = time.GetUtcNow().UtcDateTime.AddHours(1),
        Claims = new Dictionary<string, object> { ["sub"] = "jane", ["groups"] = new[] { "dispatcher" } },
        SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256),
    });

    private static async Task<WebApplication> StartProviderAsync(RsaSecurityKey key)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var jwk = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(key.Rsa.ExportParameters(false)) { KeyId = key.KeyId });
        app.MapGet("/.well-known/openid-configuration", () => JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["issuer"] = app.Urls.First(),
            ["jwks_uri"] = app.Urls.First() + "/keys",
        }));
        app.MapGet("/keys", () => JsonSerializer.Serialize(new { keys = new[] { new { kty = jwk.Kty, kid = jwk.Kid, n = jwk.N, e = jwk.E, use = "sig" } } }));
        await app.StartAsync();
        return app;
    }
}
