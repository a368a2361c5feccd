using System.Collections.Concurrent;

namespace FactoryTwin.Rpc.Client;

/// <summary>Where a call goes: an HTTP client and what to say to it.</summary>
/// <param name="http">Its connections lead to one server.</param>
/// <param name="prefix">What stands before the method's path, for example "http://10.0.0.7:8081".</param>
/// <param name="host">The server's name, where that is not in the prefix.</param>
internal class CallPeer(HttpMessageInvoker http, string prefix, string? host)
{
    private readonly ConcurrentDictionary<string, Uri> _uris = new(StringComparer.Ordinal);

    public HttpMessageInvoker Http { get; } = http;

    public string? Host { get; } = host;

    /// <summary>The server answered since its connection began.</summary>
    public bool IsAnswered { get; protected set; }

    public Uri UriOf(string path) => _uris.GetOrAdd(path, static (path, prefix) => new Uri(prefix + path), prefix);

    public void MarkAnswered()
    {
        if (!IsAnswered) IsAnswered = true;
    }
}
