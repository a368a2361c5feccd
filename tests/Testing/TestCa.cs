using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FactoryTwin.Testing;

/// <summary>A certificate authority of one test, in a folder of its own: ca.pem, and what it issues.</summary>
public sealed class TestCa : IDisposable
{
    private const string ForServers = "1.3.6.1.5.5.7.3.1";
    private const string ForClients = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _root;

    /// <summary>Writes ca.pem.</summary>
    public TestCa()
    {
        Folder = Directory.CreateTempSubdirectory("factorytwin-tls-").FullName;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test root", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        _root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        File.WriteAllText(CaFile, _root.ExportCertificatePem());
    }

    /// <summary>Deleted at the end.</summary>
    public string Folder { get; }

    /// <summary>The root's path.</summary>
    public string CaFile => PathOf("ca.pem");

    /// <summary>The root's PEM.</summary>
    public string Ca => File.ReadAllText(CaFile);

    /// <summary>Of a file in the folder.</summary>
    public string PathOf(string file) => Path.Combine(Folder, file);

    /// <summary>What a file of the folder holds.</summary>
    public string Text(string file) => File.ReadAllText(PathOf(file));

    /// <summary>Writes {file}.pem and {file}.key for a server on loopback.</summary>
    public TestCa Server(string commonName = "server", string file = "server", DateTimeOffset? end = null) => Issue(file, commonName, [ForServers], Loopback, end);

    /// <summary>Writes {file}.pem and {file}.key for a service, which serves and calls.</summary>
    public TestCa Service(string commonName, string file) => Issue(file, commonName, [ForServers, ForClients], Loopback, null);

    /// <summary>Writes {file}.pem and {file}.key for a client; without alternative names only its common name says who it is.</summary>
    public TestCa Client(string commonName = "scheduler", string file = "client", string? uri = null) =>
        Issue(file, commonName, [ForClients], uri is null ? null : names => names.AddUri(new Uri(uri)), null);

    /// <inheritdoc/>
    public void Dispose()
    {
        _root.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static void Loopback(SubjectAlternativeNameBuilder names)
    {
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
    }

    private TestCa Issue(string file, string commonName, string[] usages, Action<SubjectAlternativeNameBuilder>? alternativeNames, DateTimeOffset? end)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + commonName, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. usages.Select(usage => new Oid(usage))], critical: false));
        if (alternativeNames is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            alternativeNames(names);
            request.CertificateExtensions.Add(names.Build());
        }
        using var certificate = request.Create(_root, DateTimeOffset.UtcNow.AddHours(-23), end ?? DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(12));
        // The key first: who looks in between finds a pair that does not fit, and waits.
        File.WriteAllText(PathOf(file + ".key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(PathOf(file + ".pem"), certificate.ExportCertificatePem());
        return this;
    }
}
