using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FactoryTwin.Testing;

namespace FactoryTwin.Gateway.Tests;

internal sealed class DoorTests
{
    [Test]
    public async Task A_development_user_signs_in_and_is_known()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var rest = gateway.Rest("");
        var users = JsonNode.Parse(await rest.GetStringAsync("/v1/developmentUsers"))!["users"]!.AsArray();
        Assert.That(users.Select(user => (string?)user!["name"]), Does.Contain("users/dispatcher").And.Contain("users/admin"));

        using var created = await rest.PostAsync("/v1/sessions", Json("""{"user":"dispatcher"}"""));
        var session = JsonNode.Parse(await created.Content.ReadAsStringAsync())!;
        rest.DefaultRequestHeaders.Authorization = new("Bearer", (string?)session["accessToken"]);
        var current = JsonNode.Parse(await rest.GetStringAsync("/v1/users/current"))!;
        Assert.That((string?)current["name"], Is.EqualTo("users/dispatcher"));
        Assert.That(current["roles"]!.AsArray().Select(role => (string?)role), Is.EqualTo(new[] { "dispatcher" }));
    }

    [Test]
    public async Task An_unknown_user_and_a_missing_token_are_refused()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var rest = gateway.Rest("");

        using var unknown = await rest.PostAsync("/v1/sessions", Json("""{"user":"nobody"}"""));
        Assert.That(unknown.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        using var empty = await rest.PostAsync("/v1/sessions", Json("{}"));
        Assert.That(await empty.Content.ReadAsStringAsync(), Does.Contain("\"user\""));
        using var missing = await rest.GetAsync("/v1/users/current");
        Assert.That(missing.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(missing.Headers.WwwAuthenticate.ToString(), Is.EqualTo("Bearer"));
    }

    [Test]
    public async Task Too_many_requests_are_refused_for_their_caller_only()
    {
        await using var gateway = await GatewayHost.StartAsync(("Gateway:RequestsPerSecond", "1"), ("Gateway:RequestBurst", "5"));
        var dispatcher = gateway.Rest("dispatcher");
        HttpResponseMessage? refused = null;
        for (var number = 0; number < 1000 && refused is null; number++)
        {
            var answer = await dispatcher.GetAsync("/v1/users/current");
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                refused = answer;
            else
                answer.Dispose();
        }

        Assert.That(refused, Is.Not.Null);
        Assert.That((string?)JsonNode.Parse(await refused!.Content.ReadAsStringAsync())!["code"], Is.EqualTo("RATE_LIMITED"));
        Assert.That(refused.Headers.RetryAfter?.Delta, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(1)));
        refused.Dispose();
        using var other = await gateway.Rest("operator").GetAsync("/v1/users/current");
        Assert.That(other.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using var probe = await gateway.Rest("").GetAsync("/healthz/live");
        Assert.That(probe.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await gateway.Rest("").GetStringAsync("/metrics"), Does.Match("factorytwin_gateway_rate_limited\\S* [1-9]"));
    }

    [Test]
    public async Task The_console_is_served_with_its_page_for_every_address_of_its_own()
    {
        using var console = new TempDirectory();
        Directory.CreateDirectory(Path.Combine(console.Path, "assets"));
        await File.WriteAllTextAsync(Path.Combine(console.Path, "index.html"), "<html>console</html>");
        await File.WriteAllTextAsync(Path.Combine(console.Path, "assets", "main-1.js"), new string(' ', 5000));
        await using var gateway = await GatewayHost.StartAsync(("Gateway:ConsoleDirectory", console.Path));
        var rest = gateway.Rest("");
        rest.DefaultRequestHeaders.Accept.ParseAdd("text/html,*/*");

        foreach (var page in new[] { "/", "/index.html", "/trend/points/pi-101", "/schedule" })
        {
            using var answer = await rest.GetAsync(page);
            Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo("<html>console</html>"), page);
            Assert.That(answer.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("default-src 'self'"));
            Assert.That(answer.Headers.GetValues("X-Content-Type-Options").Single(), Is.EqualTo("nosniff"));
            Assert.That(answer.Headers.CacheControl?.ToString(), Is.EqualTo("no-cache"));
        }
        using var script = await rest.GetAsync("/assets/main-1.js");
        Assert.That(script.Headers.CacheControl?.ToString(), Does.Contain("immutable"));
        foreach (var missing in new[] { "/v1/nothing", "/assets/gone.js", "/healthz/nothing" })
        {
            using var answer = await rest.GetAsync(missing);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), missing);
            Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"), missing);
        }
    }

    [Test]
    public async Task Faulty_options_refuse_the_start_and_are_all_named()
    {
        var refused = await Assert.ThrowsAsync<Hosting.StartRefusedException>(async () =>
            await GatewayHost.StartAsync(("Gateway:Port", "99999"), ("Gateway:ConsoleDirectory", "/no/such/folder"), ("Gateway:Adress", "x")));

        Assert.That(refused!.Message, Does.Contain("Gateway:Port").And.Contain("Gateway:ConsoleDirectory").And.Contain("Gateway:Adress"));
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
