using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FactoryTwin.Product.Testing;

/// <summary>A signed-in caller of the product's REST door. Answers are JSON as they came: no type of ours stands between.</summary>
public sealed class ApiClient(HttpClient http) : IDisposable
{
    /// <summary>Signs a development user in at <paramref name="address"/>.</summary>
    public static async Task<ApiClient> SignInAsync(Uri address, string user)
    {
        var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        using var answer = await http.PostAsJsonAsync("/v1/sessions", new { user });
        var session = await ReadAsync(answer);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session["accessToken"]!.GetValue<string>());
        return new ApiClient(http);
    }

    public HttpClient Http => http;

    public async Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken = default)
    {
        using var answer = await http.GetAsync(path, cancellationToken);
        return await ReadAsync(answer);
    }

    public Task<JsonNode> PostAsync(string path, object body, CancellationToken cancellationToken = default) =>
        PostAsync(path, JsonSerializer.Serialize(body), "application/json", cancellationToken);

    public async Task<JsonNode> PostAsync(string path, string body, string contentType, CancellationToken cancellationToken = default)
    {
        using var content = new StringContent(body, Encoding.UTF8, contentType);
        using var answer = await http.PostAsync(path, content, cancellationToken);
        return await ReadAsync(answer);
    }

    /// <summary>Every sample of a point, page by page: time as text, value.</summary>
    public async Task<List<(string Time, double Value)>> ReadHistoryAsync(string point, int pageSize = 20_000)
    {
        var samples = new List<(string, double)>();
        var token = "";
        do
        {
            var page = await GetAsync($"/v1/points/{point}:queryHistory?pageSize={pageSize}&pageToken={token}");
            foreach (var sample in page["samples"]?.AsArray() ?? [])
                samples.Add((sample!["eventTime"]!.GetValue<string>(), sample["value"]?.GetValue<double>() ?? 0));
            token = page["nextPageToken"]?.GetValue<string>() ?? "";
        }
        while (token.Length > 0);
        return samples;
    }

    /// <summary>The payloads of a server-sent event stream, until it ends or is cancelled.</summary>
    public async IAsyncEnumerable<JsonNode> StreamAsync(string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!answer.IsSuccessStatusCode) await ReadAsync(answer);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in System.Net.ServerSentEvents.SseParser.Create(body).EnumerateAsync(cancellationToken))
            yield return JsonNode.Parse(item.Data)!;
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new ApiException((int)answer.StatusCode, text);
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }
}

/// <summary>An answer that is not a success, with its body.</summary>
public sealed class ApiException(int status, string body) : Exception($"{status}: {body}")
{
    public int Status { get; } = status;
    public string Body { get; } = body;
}
