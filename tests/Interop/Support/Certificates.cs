using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;

namespace FactoryTwin.Interop.Tests.Support;

/// <summary>A root, and a server's and a client's certificate that it signed; also as files in a folder, for the peers.</summary>
internal sealed class Certificates : IDisposable
{
    /// <summary>The client's common name.</summary>
    public const string ClientName = "interop client";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("interop-tls-");
    private readonly X509Certificate2 _root;

    public Certificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=interop root", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        Write("ca.pem", Root);
        var (certificate, serverKey) = Issue("localhost", "server", forServer: true);
        Server = X509Certificate2.CreateFromPem(certificate, serverKey);
        (certificate, var clientKey) = Issue(ClientName, "client", forServer: false);
        Client = new KeyCertificatePair(certificate, clientKey);
    }

    public string Folder => _folder.FullName;

    /// <summary>PEM.</summary>
    public string Root => _root.ExportCertificatePem();

    public X509Certificate2 Server { get; }

    public KeyCertificatePair Client { get; }

    public bool Signed(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        _root.Dispose();
        Server.Dispose();
        _folder.Delete(recursive: true);
    }

    private (string Certificate, string Key) Issue(string name, string file, bool forServer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(forServer ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2")], critical: false));
        if (forServer)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(name);
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
        }
        using var certificate = request.Create(_root, _root.NotBefore, _root.NotAfter, RandomNumberGenerator.GetBytes(8));
        Write(file + ".pem", certificate.ExportCertificatePem());
        Write(file + ".key", key.ExportPkcs8PrivateKeyPem());
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private void Write(string file, string pem) => File.WriteAllText(Path.Combine(Folder, file), pem + "\n");
}
