using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FactoryTwin.Gateway.V1;
using FactoryTwin.Options.V1;
using FactoryTwin.Rest.Tests.Json;
using FactoryTwin.Rest.Tests.V1;
using FactoryTwin.Rpc.Tests.Support;
using FactoryTwin.Testing;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using DirectoryClient = FactoryTwin.Gateway.V1.Directory.DirectoryClient;

namespace FactoryTwin.Gateway.Tests;

/// <summary>
/// JSON by Google's Python library goes through the gateway to a Python service that has gRPC alone and comes back as JSON that the
/// library reads as the same message: of contracts that nobody has compiled for the gateway.
/// </summary>
internal sealed class MirrorTests
{
    private const string Interface = "factorytwin.test.mirror.v1.Mirror";

    [TestCase(31)]
    [TestCase(32)]
    public async Task Random_messages_come_back_as_they_went(int seed)
    {
        await using var gateway = await GatewayHost.StartAsync();
        await using var mirror = await StartAsync(gateway);
        using var peer = new JsonPeer(Kinds.Descriptor, Path.Combine(Peers.Root, "tests/Rest/Json/JsonPeer.cs"));
        var random = new RandomMessages(seed);
        var rest = gateway.Rest("operator");
        for (var count = 0; count < 200; count++)
        {
            var text = peer.Print(random.Next(), protoNames: count % 2 == 0, defaults: count % 3 == 0);
            using var answer = await rest.PostAsync("/v1/mirror", new StringContent(text, Encoding.UTF8, "application/json"));
            var back = await answer.Content.ReadAsStringAsync();
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), back);
            Assert.That(JsonNode.DeepEquals(Unified(peer, back), Unified(peer, text)), $"{back}\nis not\n{text}");
        }
    }

    [Test]
    public async Task Depth_and_nonsense_are_refused_at_the_door()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await using var mirror = await StartAsync(gateway);
        var rest = gateway.Rest("operator");
        foreach (var text in new[] { string.Concat(Enumerable.Repeat("""{"aMessage":""", 5000)), "[]", "1", "\"\uFFFF\"", """{"aDouble":1e999}""", """{"an_int32":2147483648}""" })
        {
            using var answer = await rest.PostAsync("/v1/mirror", new StringContent(text, Encoding.UTF8, "application/json"));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), text[..Math.Min(40, text.Length)]);
        }
    }

    [TestCase("PUT")]
    [TestCase("MKCOL")]
    public async Task A_rule_of_the_kind_star_takes_any_method(string method)
    {
        await using var gateway = await GatewayHost.StartAsync();
        await using var mirror = await StartAsync(gateway);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/v1/mirror/any") { Content = new StringContent("""{"aBool":true}""", Encoding.UTF8, "application/json") };
        using var answer = await gateway.Rest("operator").SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((bool?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["aBool"], Is.True);
    }

    private static async Task<PeerProcess> StartAsync(GatewayHost gateway)
    {
        var set = Contract();
        var mirror = await PeerProcess.StartServerAsync(
            "/usr/bin/python3", [Path.Combine(Peers.Root, "tests/Gateway/peers/mirror_service.py"), Peers.Write(set, $"mirror-{Guid.NewGuid():N}"), Interface]);
        await gateway.Host.Grpc<DirectoryClient>("services/mirror", "gateway").RegisterServiceAsync(new RegisterServiceRequest
        {
            Service = "mirror",
            Version = "1",
            Address = mirror.Address,
            FileDescriptorSet = set.ToByteString(),
            Interfaces = { Interface },
        });
        await Eventually.IsTrueAsync(() => gateway.Directory.Find("mirror")!.Health == ServiceHealth.Serving);
        return mirror;
    }

    /// <summary>A contract that is made here and nowhere else.</summary>
    private static FileDescriptorSet Contract()
    {
        var set = Peers.SetOf(KindsReflection.Descriptor, AnnotationsReflection.Descriptor, AccessReflection.Descriptor);
        var method = new MethodDescriptorProto { Name = "Reflect", InputType = "." + Kinds.Descriptor.FullName, OutputType = "." + Kinds.Descriptor.FullName, Options = new MethodOptions() };
        method.Options.SetExtension(AnnotationsExtensions.Http, new HttpRule
        {
            Post = "/v1/mirror",
            Body = "*",
            AdditionalBindings = { new HttpRule { Custom = new CustomHttpPattern { Kind = "*", Path = "/v1/mirror/any" }, Body = "*" } },
        });
        method.Options.SetExtension(AccessExtensions.Access, new Access { Roles = { "operator" } });
        set.File.Add(new FileDescriptorProto
        {
            Name = "mirror.proto",
            Package = "factorytwin.test.mirror.v1",
            Syntax = "proto3",
            Dependency = { KindsReflection.Descriptor.Name, AnnotationsReflection.Descriptor.Name, AccessReflection.Descriptor.Name },
            Service = { new ServiceDescriptorProto { Name = "Mirror", Method = { method } } },
        });
        return set;
    }

    /// <summary>Read and written by the one library: the spelling of numbers and names is gone, and the order of maps does not count.</summary>
    private static JsonNode Unified(JsonPeer peer, string text) =>
        JsonNode.Parse(peer.Print(Kinds.Parser.ParseFrom(peer.Parse(text)), protoNames: false, defaults: false))!;
}
