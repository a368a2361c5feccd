using System.Net.Http.Headers;
using FactoryTwin.Benchmarks.Load;
using FactoryTwin.Benchmarks.Servers;
using FactoryTwin.Benchmarks.V1;
using Google.Protobuf;

namespace FactoryTwin.Benchmarks.Contests;

/// <summary>A REST client that looks at what a server answers; the JSON is read by Google's parser.</summary>
internal static class RestCheck
{
    public static async Task<Stats> StatsAsync(HttpClient http) => JsonParser.Default.Parse<Stats>(await http.GetStringAsync("/v1/stats"));

    /// <summary>Calls the scenario once and compares every field.</summary>
    /// <returns>The bytes of the answer's body.</returns>
    public static async Task<long> RunAsync(HttpClient http, Scenario scenario)
    {
        using var request = new HttpRequestMessage(scenario.Body is null ? HttpMethod.Get : HttpMethod.Post, scenario.Path);
        if (scenario.Body is not null)
        {
            request.Content = new ByteArrayContent(scenario.Body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        using var response = await http.SendAsync(request);
        var body = await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
        var text = System.Text.Encoding.UTF8.GetString(body);
        IMessage expected = scenario == Payloads.RestGet ? BenchService.Make(Payloads.Get.Name, Payloads.Get.Sequence) : Echoed(scenario.ReadingsPerCall);
        var actual = JsonParser.Default.Parse(text, expected.Descriptor);
        return expected.Equals(actual) ? body.Length : throw new InvalidOperationException($"Expected {expected}, got {text}.");
    }

    private static EchoReadingsResponse Echoed(int count)
    {
        var batch = Payloads.Batch(count);
        return new EchoReadingsResponse { Sequence = batch.Sequence, Readings = { batch.Readings } };
    }
}
