using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;

namespace FactoryTwin.Rpc.Server;

/// <summary>Whom a caller's TLS certificate names, under the property names that every gRPC runtime uses.</summary>
internal static class PeerIdentity
{
    public static readonly AuthContext None = new(null, []);

    private const string CommonName = "x509_common_name";
    private const string AlternativeName = "x509_subject_alternative_name";

    /// <summary>The alternative DNS names are the identity where there are any, else the common name.</summary>
    public static AuthContext Of(X509Certificate2 certificate)
    {
        var properties = new Dictionary<string, List<AuthProperty>>(StringComparer.Ordinal);
        var alternatives = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(extension => extension.EnumerateDnsNames());
        Add(properties, AlternativeName, alternatives);
        if (certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { Length: > 0 } name) Add(properties, CommonName, [name]);
        return new AuthContext(new[] { AlternativeName, CommonName }.FirstOrDefault(properties.ContainsKey), properties);
    }

    private static void Add(Dictionary<string, List<AuthProperty>> properties, string key, IEnumerable<string> values)
    {
        var list = values.Select(value => AuthProperty.Create(key, Encoding.UTF8.GetBytes(value))).ToList();
        if (list.Count > 0) properties[key] = list;
    }
}
