using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FactoryTwin.Gateway.V1;
using FactoryTwin.Ingestion.V1;
using Google.Protobuf;

namespace FactoryTwin.Replay.Playing;

/// <summary>The gateway's REST door: sign-in, registration, pushes. Tries again while the gateway is away.</summary>
public sealed class GatewayDoor(HttpClient http, ReplayOptions options)
{
    private const int Attempts = 6;
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>Waits between attempts; doubles each time.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Signs in as the development user, or uses the token that was given.</summary>
    public async Task SignInAsync(CancellationToken cancellationToken)
    {
        string token = options.Token ?? (await PostAsync<Session>("v1/sessions", new CreateSessionRequest { User = options.User }, cancellationToken)).AccessToken;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Registers the source where it is missing, one mapping a column.</summary>
    public async Task RegisterAsync(IReadOnlyList<string> columns, int? timeColumn, CancellationToken cancellationToken)
    {
        using var known = await SendAsync(HttpMethod.Get, "v1/sources/" + options.Source, null, cancellationToken);
        if (known.IsSuccessStatusCode) return;
        if (known.StatusCode != HttpStatusCode.NotFound) throw await RefusedAsync(known, cancellationToken);
        var source = new Source
        {
            Name = "sources/" + options.Source,
            DisplayName = Path.GetFileName(options.File),
            Owner = options.User,
            Origin = "replay of " + Path.GetFileName(options.File),
            Mappings = { columns.Where((_, i) => i != timeColumn).Select(Map) },
        };
        await PostAsync<Source>("v1/sources?sourceId=" + options.Source, source, cancellationToken);
    }

    /// <summary>Pushes a batch; the same sequence may be pushed again.</summary>
    public Task<PushReadingsResponse> PushAsync(PushReadingsRequest request, CancellationToken cancellationToken) =>
        PostAsync<PushReadingsResponse>($"v1/{request.Source}/readings:push", request, cancellationToken);

    private ColumnMapping Map(string column) => new()
    {
        Column = column,
        Point = Naming.Point(options.Source, column),
        DisplayName = column,
        Ignore = options.Ignored.Contains(column, StringComparer.Ordinal),
    };

    private async Task<T> PostAsync<T>(string path, IMessage body, CancellationToken cancellationToken) where T : IMessage<T>, new()
    {
        using var response = await SendAsync(HttpMethod.Post, path, JsonFormatter.Default.Format(body), cancellationToken);
        if (!response.IsSuccessStatusCode) throw await RefusedAsync(response, cancellationToken);
        return Parser.Parse<T>(await response.Content.ReadAsStringAsync(cancellationToken));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? json, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(method, path) { Version = http.DefaultRequestVersion, VersionPolicy = http.DefaultVersionPolicy };
            if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
            string fault;
            try
            {
                var response = await http.SendAsync(request, cancellationToken);
                if (response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout or HttpStatusCode.TooManyRequests))
                    return response;
                fault = $"it answers {(int)response.StatusCode}";
                response.Dispose();
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                fault = e.Message;
            }

            if (attempt == Attempts) throw new ReplayException($"The gateway at {http.BaseAddress} does not take the request: {fault}.");
            await Task.Delay(RetryDelay * Math.Pow(2, attempt - 1), cancellationToken);
        }
    }

    private static async Task<ReplayException> RefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string text = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            using var problem = JsonDocument.Parse(text);
            if (problem.RootElement.TryGetProperty("detail", out var detail)) text = detail.ToString();
        }
        catch (JsonException)
        {
            // No problem document; the text itself says what it can.
        }

        return new ReplayException($"{response.RequestMessage?.RequestUri?.AbsolutePath} was refused with {(int)response.StatusCode}: {text}");
    }
}
