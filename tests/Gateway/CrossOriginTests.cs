using System.Net;
using FactoryTwin.Hosting;

namespace FactoryTwin.Gateway.Tests;

/// <summary>HEAD, OPTIONS and the CORS protocol at the door.</summary>
internal sealed class CrossOriginTests
{
    private const string Origin = "https://plant.example.com";

    [Test]
    public async Task Nobody_else_s_pages_may_call_unless_they_are_named()
    {
        await using var gateway = await GatewayHost.StartAsync();
        using var answer = await AskAsync(gateway, HttpMethod.Get, Origin);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.Headers.Contains("Access-Control-Allow-Origin"), Is.False);
        using var preflight = await AskAsync(gateway, HttpMethod.Options, Origin, ("Access-Control-Request-Method", "GET"));
        Assert.That(preflight.Headers.Contains("Access-Control-Allow-Origin"), Is.False);
    }

    [Test]
    public async Task Pages_of_a_named_origin_may_call_with_what_rest_needs()
    {
        await using var gateway = await GatewayHost.StartAsync(("Gateway:CorsOrigins:0", Origin));
        using var preflight = await AskAsync(
            gateway, HttpMethod.Options, Origin, ("Access-Control-Request-Method", "PATCH"), ("Access-Control-Request-Headers", "authorization,if-match,content-type"));
        Assert.That(preflight.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(preflight.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { Origin }));
        Assert.That(string.Join(',', preflight.Headers.GetValues("Access-Control-Allow-Methods")), Does.Contain("PATCH"));
        Assert.That(string.Join(',', preflight.Headers.GetValues("Access-Control-Allow-Headers")), Does.Contain("If-Match").IgnoreCase);
        Assert.That(preflight.Headers.Contains("Access-Control-Allow-Credentials"), Is.False);

        using var call = await AskAsync(gateway, HttpMethod.Get, Origin);
        Assert.That(call.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { Origin }));
        Assert.That(string.Join(',', call.Headers.GetValues("Access-Control-Expose-Headers")), Does.Contain("ETag"));
        using var other = await AskAsync(gateway, HttpMethod.Get, "https://elsewhere.example.com");
        Assert.That(other.Headers.Contains("Access-Control-Allow-Origin"), Is.False);
        using var refused = await AskAsync(gateway, HttpMethod.Get, Origin, path: "/v1/nothing");
        Assert.That(refused.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { Origin }), "a page must be able to read the problem");
    }

    [TestCase("plant.example.com")]
    [TestCase("https://plant.example.com/")]
    [TestCase("https://plant.example.com/console")]
    [TestCase("ftp://plant.example.com")]
    [TestCase("https://user@plant.example.com")]
    public void What_is_no_origin_is_refused_at_the_start(string origin)
    {
        var options = new GatewayOptions { CorsOrigins = [origin] };
        Assert.That(options.Check().Single().ToString(), Does.Contain("CorsOrigins"));
    }

    [Test]
    public async Task Head_and_options_are_answered()
    {
        await using var gateway = await GatewayHost.StartAsync();
        using var head = await gateway.Rest().SendAsync(new HttpRequestMessage(HttpMethod.Head, "/v1/things/a"));
        Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await head.Content.ReadAsByteArrayAsync(), Is.Empty);
        using var own = await gateway.Rest().SendAsync(new HttpRequestMessage(HttpMethod.Head, "/v1/directory/services"));
        Assert.That(own.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using var options = await gateway.Rest().SendAsync(new HttpRequestMessage(HttpMethod.Options, "/v1/things/a"));
        Assert.That(options.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(options.Content.Headers.Allow, Is.EquivalentTo(new[] { "GET", "HEAD", "OPTIONS" }));
    }

    private static async Task<HttpResponseMessage> AskAsync(
        GatewayHost gateway, HttpMethod method, string origin, (string Name, string Value) one = default, (string Name, string Value) two = default, string path = "/v1/things/a")
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", origin);
        foreach (var (name, value) in new[] { one, two }.Where(each => each.Name is not null))
            request.Headers.Add(name, value);
        return await gateway.Rest().SendAsync(request);
    }
}
