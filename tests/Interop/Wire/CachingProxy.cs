using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Interop.Tests.Wire;

/// <summary>
/// An HTTP/2 proxy that keeps answers whose cache-control allows it. No official library of today can send gRPC by GET, so that the
/// key is the path and the request's body; all else is as the case cacheable_unary wants it.
/// </summary>
internal sealed class CachingProxy : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Answer> _kept = new(StringComparer.Ordinal);
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly WebApplication _app;
    private readonly string _server;

    private CachingProxy(int serverPort)
    {
        _server = $"http://127.0.0.1:{serverPort}";
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        _app = builder.Build();
        _app.Run(ServeAsync);
    }

    public int Port => new Uri(_app.Urls.Single()).Port;

    /// <summary>Answers that were given without asking the server.</summary>
    public int Hits { get; private set; }

    public static async Task<CachingProxy> StartAsync(int serverPort)
    {
        var proxy = new CachingProxy(serverPort);
        await proxy._app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var key = context.Request.Path + " " + Convert.ToBase64String(body.ToArray());
        if (_kept.TryGetValue(key, out var answer)) Hits++;
        else answer = await AskAsync(context.Request, body.ToArray(), context.RequestAborted);
        if (answer.CacheControl is { MaxAge.TotalSeconds: > 0, Public: true }) _kept.TryAdd(key, answer);
        foreach (var (name, value) in answer.Headers) context.Response.Headers[name] = value;
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
        foreach (var (name, value) in answer.Trailers) context.Response.AppendTrailer(name, value);
    }

    private async Task<Answer> AskAsync(HttpRequest incoming, byte[] body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _server + incoming.Path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        foreach (var (name, value) in incoming.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value.ToString())) request.Content.Headers.TryAddWithoutValidation(name, value.ToString());
        }
        using var response = await _http.SendAsync(request, cancellationToken);
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return new Answer(
            Flatten(response.Headers).Concat(Flatten(response.Content.Headers)).ToArray(), bytes, Flatten(response.TrailingHeaders).ToArray(),
            response.Headers.CacheControl);
    }

    private static IEnumerable<(string, string)> Flatten(HttpHeaders headers) => headers.Select(header => (header.Key, string.Join(", ", header.Value)));

    private sealed record Answer((string Name, string Value)[] Headers, byte[] Body, (string Name, string Value)[] Trailers, CacheControlHeaderValue? CacheControl);
}
