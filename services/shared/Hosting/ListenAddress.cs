using System.Net;

namespace FactoryTwin.Hosting;

/// <summary>Reads "http://ip-or-localhost:port", or the same with https.</summary>
internal static class ListenAddress
{
    public const string Expected = "must be an address like http://127.0.0.1:0, http://0.0.0.0:8081 or https://0.0.0.0:8443.";

    /// <summary>True for a listener with TLS.</summary>
    public static bool IsSecure(string text) => text.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    public static bool TryParse(string text, out IPEndPoint endpoint)
    {
        endpoint = new IPEndPoint(IPAddress.Loopback, 0);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps) || uri.PathAndQuery != "/")
            return false;
        var address = uri.Host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) ? ip : null;
        if (address is null)
            return false;
        // A Uri without port says 80 or 443 by default; who means it writes it.
        endpoint = new IPEndPoint(address, uri.Port);
        return uri.IsDefaultPort is false || text.TrimEnd('/').EndsWith(":" + uri.Port, StringComparison.Ordinal);
    }
}
