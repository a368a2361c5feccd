using System.Net.Security;
using FactoryTwin.Rpc.Tls;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Rpc.Server;

/// <summary>PEM files of a listener with TLS.</summary>
public sealed class ServerTlsOptions
{
    /// <summary>The server's certificate, its intermediates after it.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>The certificate's private key.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>The roots by which client certificates are trusted; empty: clients are not asked for one.</summary>
    public string ClientCaFile { get; set; } = "";

    /// <summary>No connection without a client certificate. Default false: who has none is let in without an identity.</summary>
    public bool RequireClientCertificate { get; set; }
}

/// <summary>TLS of listeners; files that change count from the next connection on.</summary>
public static class ServerTls
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <exception cref="System.Security.Cryptography.CryptographicException">The files hold no certificate, or key and certificate are not of each other.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ListenOptions UseRpcTls(this ListenOptions listen, ServerTlsOptions options, TimeProvider time, ILogger log)
    {
        var files = new PemFiles<SslServerAuthenticationOptions>(
            [options.CertificateFile, options.KeyFile, options.ClientCaFile], texts => Make(texts, options.RequireClientCertificate), time, log);
        return listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = HandshakeTimeout,
            OnConnection = _ => ValueTask.FromResult(files.Current),
        });
    }

    private static SslServerAuthenticationOptions Make(IReadOnlyList<string> texts, bool requireClient)
    {
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = Pem.Identity(texts[0], texts[1]),
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            AllowRenegotiation = false,
        };
        if (texts[2].Length == 0) return options;
        options.ClientCertificateRequired = true;
        options.CertificateChainPolicy = Pem.Trust(texts[2], ofClients: true);
        options.RemoteCertificateValidationCallback = (_, certificate, _, faults) => certificate is null ? !requireClient : faults == SslPolicyErrors.None;
        return options;
    }
}
