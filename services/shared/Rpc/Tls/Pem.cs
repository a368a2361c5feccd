using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FactoryTwin.Rpc.Tls;

/// <summary>Certificates of PEM texts, and what is wrong with them.</summary>
public static class Pem
{
    /// <summary>A certificate with its key and intermediates, in the form that the platform's TLS takes.</summary>
    /// <exception cref="CryptographicException">The texts hold no certificate or key, or the key is not the certificate's.</exception>
    public static SslStreamCertificateContext Identity(string chain, string key)
    {
        try
        {
            using var own = X509Certificate2.CreateFromPem(chain, key);
            var intermediates = new X509Certificate2Collection();
            intermediates.ImportFromPem(chain);
            // The platform wants the key in a store of its own form: through PKCS #12.
            var usable = X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null);
            return SslStreamCertificateContext.Create(usable, [.. intermediates.Skip(1)], offline: true);
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException("The key is not the certificate's: " + e.Message, e);
        }
    }

    /// <summary>Trust in what is signed by the given roots alone, for servers or for clients. Revocation is not asked for: short lives do that.</summary>
    /// <exception cref="CryptographicException">The text holds no certificate.</exception>
    public static X509ChainPolicy Trust(string roots, bool ofClients = false)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(roots);
        if (policy.CustomTrustStore.Count == 0) throw new CryptographicException("There is no certificate in it.");
        policy.ApplicationPolicy.Add(new Oid(ofClients ? "1.3.6.1.5.5.7.3.2" : "1.3.6.1.5.5.7.3.1"));
        return policy;
    }

    /// <summary>What keeps a certificate file and its key from being used, as (is it the key's file, words); null for nothing.</summary>
    public static (bool IsKey, string Fault)? FaultOfIdentity(string certificateFile, string keyFile, DateTimeOffset now)
    {
        if (Unreadable(certificateFile) is { } unreadable) return (false, unreadable);
        if (Unreadable(keyFile) is { } unreadableKey) return (true, unreadableKey);
        var text = File.ReadAllText(certificateFile);
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(text);
            if (certificate.NotAfter.ToUniversalTime() <= now.UtcDateTime) return (false, $"'{certificateFile}' ended on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC.");
            if (certificate.NotBefore.ToUniversalTime() > now.UtcDateTime) return (false, $"'{certificateFile}' begins on {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} UTC only.");
        }
        catch (CryptographicException)
        {
            return (false, $"'{certificateFile}' holds no PEM certificate.");
        }
        try
        {
            Identity(text, File.ReadAllText(keyFile));
            return null;
        }
        catch (CryptographicException)
        {
            return (true, $"'{keyFile}' holds no private key of the certificate in '{certificateFile}'.");
        }
    }

    /// <summary>What keeps a file of roots from being used; null for nothing.</summary>
    public static string? FaultOfRoots(string file)
    {
        if (Unreadable(file) is { } unreadable) return unreadable;
        try
        {
            Trust(File.ReadAllText(file));
            return null;
        }
        catch (CryptographicException)
        {
            return $"'{file}' holds no PEM certificate.";
        }
    }

    private static string? Unreadable(string file)
    {
        try
        {
            using var opened = File.OpenRead(file);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"'{file}' cannot be read: {e.Message}";
        }
    }
}
