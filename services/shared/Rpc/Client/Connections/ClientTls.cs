using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
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
        if (credentials?.RootCertificates is { } roots) options.CertificateChainPolicy = Trust(roots);
        if (credentials?.KeyCertificatePair is { } pair) options.ClientCertificateContext = Identity(pair.CertificateChain, pair.PrivateKey);
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

    private static X509ChainPolicy Trust(string roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(roots);
        return policy;
    }

    private static SslStreamCertificateContext Identity(string chain, string key)
    {
        using var own = X509Certificate2.CreateFromPem(chain, key);
        var intermediates = new X509Certificate2Collection();
        intermediates.ImportFromPem(chain);
        // The platform's TLS wants the key in a store of its own form: through PKCS #12.
        var usable = X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null);
        return SslStreamCertificateContext.Create(usable, [.. intermediates.Skip(1)], offline: true);
    }
}
