using System.Net;
using FactoryTwin.Contracts;
using FactoryTwin.Gateway.V1;
using FactoryTwin.Rpc.OpenApi;
using FactoryTwin.Rpc.Transcoding;
using FactoryTwin.Testing;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using DirectoryClient = FactoryTwin.Gateway.V1.Directory.DirectoryClient;

namespace FactoryTwin.Gateway.Tests;

/// <summary>The contracts of the whole suite behind one gateway: each service is announced at an address where nobody is.</summary>
internal sealed class SuiteRoutesTests
{
    private static readonly IGrouping<string, ServiceDescriptor>[] Suite =
    [
        .. DescriptorSets.Open(ContractSet.All).SelectMany(file => file.Services)
            .Where(service => service.File.Package.StartsWith("factorytwin.", StringComparison.Ordinal) && !IsOfTheGateway(service))
            .GroupBy(service => service.File.Package.Split('.')[1]),
    ];

    [Test]
    public async Task Every_route_of_every_contract_leads_to_its_own_service()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var rest = gateway.Rest();
        var last = "";
        foreach (var services in Suite)
        {
            await gateway.Host.Grpc<DirectoryClient>("services/" + services.Key, "gateway").RegisterServiceAsync(new RegisterServiceRequest
            {
                Service = services.Key,
                Version = "1",
                Address = "http://127.0.0.1:1",
                FileDescriptorSet = ContractSet.Of(services.Select(service => service.FullName)).ToByteString(),
                Interfaces = { services.Select(service => service.FullName) },
            });
            last = Paths(services.First()).First().Path;
        }
        await Eventually.IsTrueAsync(async () => (await AskAsync(rest, "GET", last)).Status != HttpStatusCode.NotFound, because: "the last routes are in force");

        var wrong = new List<string>();
        Assert.That(Suite.Select(group => group.Key), Is.SupersetOf(new[] { "ingestion", "twin", "energy", "scheduler", "virtualplant" }));
        foreach (var (service, method, path) in Suite.SelectMany(group => group.SelectMany(Paths).Select(each => (group.Key, each.Method, each.Path))))
        {
            var (status, body) = await AskAsync(rest, method, path);
            if (status != HttpStatusCode.ServiceUnavailable || !body.Contains($"The service {service} is away.", StringComparison.Ordinal))
                wrong.Add($"{method} {path}: {status} {body}");
        }
        Assert.That(wrong, Is.Empty);
    }

    private static bool IsOfTheGateway(ServiceDescriptor service) =>
        service.File.Package is "factorytwin.gateway.v1" or "factorytwin.events.v1";

    private static IEnumerable<(string Method, string Path)> Paths(ServiceDescriptor service) =>
        service.Methods.SelectMany(HttpRules.Of).Select(route => (route.HttpMethod,
            "/" + string.Join('/', route.Template.Segments.Select(segment => segment.Kind == PathSegmentKind.Literal ? segment.Text : "x-1.y"))
            + (route.Template.Verb is { } verb ? ":" + verb : "")));

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(HttpClient rest, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await rest.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
