using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Tls;

namespace FactoryTwin.Hosting;

/// <summary>Section "Tls": certificates of the service, as PEM files. Files that change count from the next connection on.</summary>
public sealed class TlsOptions
{
    /// <summary>The service's certificate, its intermediates after it: for its https listener, and where a peer asks for one. Empty: none.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>The certificate's private key.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>The roots by which callers' certificates are trusted. Empty: callers are not asked for one.</summary>
    public string ClientCaFile { get; set; } = "";

    /// <summary>No connection without a caller's certificate. Default false.</summary>
    public bool RequireClientCertificate { get; set; }

    /// <summary>The only roots by which other services are trusted on https. Empty: the system's.</summary>
    public string RootCaFile { get; set; } = "";

    /// <summary>Use TLS to peers whose address has the scheme dns or static, which does not say it. Default false.</summary>
    public bool PeersUseTls { get; set; }

    internal ServerTlsOptions OfListener() => new()
    {
        CertificateFile = CertificateFile,
        KeyFile = KeyFile,
        ClientCaFile = ClientCaFile,
        RequireClientCertificate = RequireClientCertificate,
    };

    internal IEnumerable<OptionFault> Check(DateTimeOffset now)
    {
        if (CertificateFile.Length > 0 != KeyFile.Length > 0)
            yield return new OptionFault(CertificateFile.Length > 0 ? nameof(KeyFile) : nameof(CertificateFile), "must be set too: certificate and key come together.");
        else if (CertificateFile.Length > 0 && Pem.FaultOfIdentity(CertificateFile, KeyFile, now) is { } fault)
            yield return new OptionFault(fault.IsKey ? nameof(KeyFile) : nameof(CertificateFile), fault.Fault);
        if (ClientCaFile.Length > 0 && Pem.FaultOfRoots(ClientCaFile) is { } clients)
            yield return new OptionFault(nameof(ClientCaFile), clients);
        if (RequireClientCertificate && ClientCaFile.Length == 0)
            yield return new OptionFault(nameof(ClientCaFile), "must name the roots of callers' certificates, which are required.");
        if (RootCaFile.Length > 0 && Pem.FaultOfRoots(RootCaFile) is { } roots)
            yield return new OptionFault(nameof(RootCaFile), roots);
    }
}
