using System.Net;

namespace FactoryTwin.Hosting;

/// <summary>Reads "http://ip-or-localhost:port".</summary>
internal static class ListenAddress
{
    public const string Expected = "must be an address like http://127.0.0.1:0 or http://0.0.0.0:8081.";

    public static bool TryParse(string text, out IPEndPoint endpoint)
    {
        endpoint = new IPEndPoint(IPAddress.Loopback, 0);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/")
            return false;
        var address = uri.Host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) ? ip : null;
        if (address is null)
            return false;
        // A Uri without port says 80 by default; who means 80 writes it.
        endpoint = new IPEndPoint(address, uri.Port);
        return uri.IsDefaultPort is false || text.TrimEnd('/').EndsWith(":80", StringComparison.Ordinal);
    }
}
