using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FactoryTwin.Energy.V1;
using FactoryTwin.Events;
using FactoryTwin.Gateway.Services;
using FactoryTwin.MockKafka.Testing;
using FactoryTwin.Testing;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Gateway.Tests;

/// <summary>The gateway and a service that listens to events, over either bus.</summary>
internal abstract class DeadLetterFixture(bool kafka)
{
    protected const string All = "/v1/directory/services/-/deadLetters";
    protected const string Own = "/v1/directory/services/letters/deadLetters";
    protected LetterModule Letters { get; } = new();
    private MockCluster? _cluster;
    protected ModuleHost Host { get; private set; } = null!;
    protected HttpClient Engineer { get; private set; } = null!;

    [SetUp]
    public async Task Start()
    {
        _cluster = kafka ? new MockCluster() : null;
        Letters.Poison.Clear();
        Letters.Taken.Clear();
        Host = await ModuleHost.StartAsync(new ModuleHostOptions { Settings = Settings() }, new GatewayModule(), Letters);
        var directory = Host.Services["gateway"].Services.GetRequiredService<ServiceDirectory>();
        await Eventually.IsTrueAsync(() => directory.Find("letters") is not null, because: "the service is in the directory");
        Engineer = Rest("engineer");
    }

    [TearDown]
    public async Task Stop()
    {
        Engineer.Dispose();
        await Host.DisposeAsync();
        _cluster?.Dispose();
    }

    protected Dictionary<string, string?> Settings()
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Gateway:Port"] = "0", ["Gateway:HealthInterval"] = "100ms" };
        if (_cluster is not { } cluster)
        {
            settings["Events:Kind"] = "embedded";
            return settings;
        }
        (settings["Events:Kind"], settings["Events:Kafka:BootstrapServers"], settings["Events:Kafka:SessionTimeout"]) = ("kafka", cluster.BootstrapServers, "3s");
        // Its cluster is the fixture's own: hosts in other data directories are instances of the same services on the same topics.
        settings["Events:Kafka:Prefix"] = "";
        return settings;
    }

    protected HttpClient Rest(string user)
    {
        var web = Host.Services["gateway"].Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Last();
        var client = new HttpClient { BaseAddress = new Uri(web) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Host.Token(user));
        return client;
    }

    protected async Task PublishAsync(int count, int keys = 1) =>
        await Host.Services["letters"].Services.GetRequiredService<IEventPublisher>().PublishAsync(
            LetterModule.Topic,
            [.. Enumerable.Range(0, count).Select(i => CloudEvent.Of(new PricesChanged { PriceSeries = $"priceSeries/{i}" }, "/tests", $"k{i % keys}", DateTimeOffset.UnixEpoch.AddSeconds(i)))],
            CancellationToken.None);

    protected async Task<JsonElement> OneAsync(string path)
    {
        await Eventually.IsTrueAsync(async () => (await LettersAsync(path)).Count == 1, because: "the letter is listed");
        return (await LettersAsync(path)).Single();
    }

    protected async Task<IReadOnlyList<JsonElement>> LettersAsync(string path) =>
        [.. (await Engineer.GetFromJsonAsync<JsonElement>(path)).TryGetProperty("deadLetters", out var letters) ? letters.EnumerateArray() : []];

    protected async Task<(int Replayed, int Failed, int Skipped)> ReplayAllAsync(string parent, string filter, int limit)
    {
        var answer = await (await Engineer.PostAsJsonAsync(parent + ":replay", new { filter, limit })).Content.ReadFromJsonAsync<JsonElement>();
        return (Number("replayedCount"), Number("failedCount"), Number("skippedCount"));

        int Number(string name) => answer.TryGetProperty(name, out var value) ? value.GetInt32() : 0;
    }

    protected Task MetricIsAsync(string name, int expected) => Eventually.IsTrueAsync(
        async () => (await Host.Rest("", "letters").GetStringAsync("/metrics")).Split('\n').Any(line =>
            line.StartsWith(name + "{", StringComparison.Ordinal) && line.Contains("\"letters\"", StringComparison.Ordinal) && line.Contains($"}} {expected}", StringComparison.Ordinal)),
        because: $"{name} is {expected}");

    protected static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.ToString() : "";
}
