using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using FactoryTwin.Rpc.Tls;
using Grpc.Core;

namespace FactoryTwin.Rpc.Client;

/// <summary>How connections are secured.</summary>
internal static class ClientTls
{
    /// <exception cref="System.Security.Cryptography.CryptographicException">The credentials' PEM cannot be read.</exception>
    public static SslClientAuthenticationOptions Options(SslClientAuthenticationOptions? given, SslCredentials? credentials)
    {
        var options = new SslClientAuthenticationOptions
        {
            AllowRenegotiation = false,
            AllowTlsResume = given?.AllowTlsResume ?? true,
            CertificateChainPolicy = given?.CertificateChainPolicy,
            CertificateRevocationCheckMode = given?.CertificateRevocationCheckMode ?? X509RevocationMode.NoCheck,
            CipherSuitesPolicy = given?.CipherSuitesPolicy,
            ClientCertificateContext = given?.ClientCertificateContext,
            ClientCertificates = given?.ClientCertificates,
            EnabledSslProtocols = given?.EnabledSslProtocols ?? System.Security.Authentication.SslProtocols.None,
            EncryptionPolicy = given?.EncryptionPolicy ?? EncryptionPolicy.RequireEncryption,
            LocalCertificateSelectionCallback = given?.LocalCertificateSelectionCallback,
            RemoteCertificateValidationCallback = given?.RemoteCertificateValidationCallback,
            TargetHost = given?.TargetHost,
        };
        if (credentials?.RootCertificates is { } roots) options.CertificateChainPolicy = Pem.Trust(roots);
        if (credentials?.KeyCertificatePair is { } pair) options.ClientCertificateContext = Pem.Identity(pair.CertificateChain, pair.PrivateKey);
        return options;
    }

    /// <summary>The options of one connection.</summary>
    public static SslClientAuthenticationOptions For(SslClientAuthenticationOptions options, string host)
    {
        var one = Options(options, null);
        one.TargetHost ??= host;
        one.ApplicationProtocols = [SslApplicationProtocol.Http2];
        return one;
    }
}
