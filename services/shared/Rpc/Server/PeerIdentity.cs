using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FactoryTwin.Rpc.Server;

/// <summary>A caller's identity by its TLS certificate, under the names that gRPC gives its properties.</summary>
internal static class PeerIdentity
{
    private const string AlternativeName = "x509_subject_alternative_name";
    private const string CommonName = "x509_common_name";

    private static readonly AuthContext None = new(null, []);

    public static AuthContext Of(HttpContext http)
    {
        if (!http.Request.IsHttps) return None;
        var properties = new Dictionary<string, List<AuthProperty>>(StringComparer.Ordinal);
        Add(properties, "transport_security_type", "ssl");
        var certificate = http.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;
        if (certificate is null) return new AuthContext(null, properties);
        foreach (var name in AlternativeNames(certificate)) Add(properties, AlternativeName, name);
        if (certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { Length: > 0 } common) Add(properties, CommonName, common);
        Add(properties, "x509_pem_cert", certificate.ExportCertificatePem());
        var identity = properties.ContainsKey(AlternativeName) ? AlternativeName : properties.ContainsKey(CommonName) ? CommonName : null;
        return new AuthContext(identity, properties);
    }

    private static IEnumerable<string> AlternativeNames(X509Certificate2 certificate)
    {
        foreach (var extension in certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>())
        {
            var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (names.HasData)
            {
                // GeneralName of RFC 5280: the platform enumerates the first two kinds, but not URIs, by which workloads are named.
                var tag = names.PeekTag();
                if (tag.TagValue is 2 or 6) yield return names.ReadCharacterString(UniversalTagNumber.IA5String, tag);
                else if (tag.TagValue == 7) yield return new IPAddress(names.ReadOctetString(tag)).ToString();
                else names.ReadEncodedValue();
            }
        }
    }

    private static void Add(Dictionary<string, List<AuthProperty>> properties, string name, string value)
    {
        if (!properties.TryGetValue(name, out var values)) properties.Add(name, values = []);
        values.Add(AuthProperty.Create(name, Encoding.UTF8.GetBytes(value)));
    }
}
