using System.Diagnostics;
using System.Text;
using FactoryTwin.Fuzz.Inputs;
using FactoryTwin.Fuzz.V1;
using FactoryTwin.Rpc.Json;
using FactoryTwin.Rpc.Transcoding;
using FactoryTwin.Services.Energy.Pricing.Domain;
using Grpc.Core;
using Microsoft.AspNetCore.Routing.Patterns;

namespace FactoryTwin.Fuzz.Tests;

/// <summary>The pure decoders at full speed, in this process: whatever comes in, they read it or refuse it by the error that they promise.</summary>
internal sealed class DecoderTests
{
    private const int Cases = 20_000;

    [Test]
    public void Json_is_read_or_refused_as_invalid() => Many("JSON", random =>
    {
        var message = MessageMaker.Make(random, Thing.Descriptor, wellFormed: true);
        var json = new ProtoJson(Types);
        try
        {
            var bytes = json.Read(JsonDamage.Of(random, message).Bytes, Thing.Descriptor);
            Assert.That(() => Thing.Parser.ParseFrom(bytes), Throws.Nothing, "what was taken is a message");
        }
        catch (RpcException refusal)
        {
            Assert.That(refusal.StatusCode, Is.EqualTo(StatusCode.InvalidArgument), refusal.Status.Detail);
        }
    }, Cases / 4);

    [Test]
    public void A_template_is_refused_or_routes_as_the_web_framework_reads_it() => Many("templates", random =>
    {
        PathTemplate template;
        try
        {
            template = PathTemplate.Parse(Template(random));
        }
        catch (FormatException)
        {
            return;
        }
        Assert.That(() => RoutePatternFactory.Parse(template.ToRoutePattern()), Throws.Nothing, template.Text);
        var routes = new RouteTrie<string>();
        Assert.That(routes.TryAdd("GET", template, "one", out _), Is.True);
        Assert.That(routes.TryAdd("GET", template, "two", out var owner), Is.False, template.Text);
        Assert.That(owner, Is.EqualTo("one"));
    });

    [Test]
    public void Any_path_is_matched_or_not_and_its_variables_are_decoded_or_refused() => Many("paths", random =>
    {
        var path = "/" + string.Join('/', Enumerable.Range(0, random.Next(8)).Select(_ => Segment(random)));
        var match = Routes.Match("GET", path);
        foreach (var variable in match.Found ? match.Value!.Variables : [])
        {
            try
            {
                _ = match.Value!.Value(variable, match.Segments);
            }
            catch (FormatException)
            {
                // Refused: the caller gets 400.
            }
        }
    });

    [Test]
    public void A_price_file_gives_steps_or_faults() => Many("price files", random =>
    {
        var sound = "start_time,price,end_time\n2026-03-01T00:00:00Z,1.5,2026-03-01T01:00:00Z\n2026-03-01T01:00:00Z,-2,\n";
        var (steps, faults) = PriceCsv.Read(Encoding.UTF8.GetString(Mutations.Damage(random, Encoding.UTF8.GetBytes(sound))));
        Assert.That(steps.Count == 0, Is.EqualTo(faults.Count > 0), "one of both, never both");
    });

    private static JsonTypes Types { get; } = new([ProbeReflection.Descriptor]);

    private static RouteTrie<PathTemplate> Routes { get; } = AllRoutes();

    private static RouteTrie<PathTemplate> AllRoutes()
    {
        var routes = new RouteTrie<PathTemplate>();
        foreach (var rule in Runs.Surface.All.SelectMany(target => target.Rest))
            routes.TryAdd("GET", rule.Template, rule.Template, out _);
        return routes;
    }

    private static string Segment(Random random) => random.Of(["v1", "probes", "sources", "probeTrees", "a", "a:look", "a:echo", "%2F", "%", "%zz", "%ff", "", ".", "..", ":", "a:b:c", RestText(random)]);

    private static string RestText(Random random) => Attacks.RestRequest.Escape(HostileText.Text(random));

    private static string Template(Random random)
    {
        const string letters = "ab/{}=*:.%?#[]~\\ (+)-_é$\"'<>|^&,;@!0";
        return random.Percent(50)
            ? Encoding.UTF8.GetString(Mutations.Damage(random, Encoding.UTF8.GetBytes(random.Of(["/v1/{name=sources/*}:import", "/v1/{name=a/**}", "/v1/{a.b=x/*/y/*}/z", "/v1/**"]))))
            : "/" + string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => letters[random.Next(letters.Length)]));
    }

    private static void Many(string what, Action<Random> one, int cases = Cases)
    {
        var seed = Environment.TickCount;
        var clock = Stopwatch.StartNew();
        for (var number = 0; number < cases; number++)
        {
            try
            {
                one(Dice.For(seed, what, number));
            }
            catch (Exception fault) when (fault is not AssertionException)
            {
                Assert.Fail($"{what}, seed {seed}, case {number}: {fault}");
            }
        }
        TestContext.Out.WriteLine($"{what}: seed {seed}, {cases} cases, {cases / clock.Elapsed.TotalSeconds:F0}/s");
    }
}
