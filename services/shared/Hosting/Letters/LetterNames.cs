namespace FactoryTwin.Hosting.Letters;

/// <summary>Resource names of dead letters: "directory/services/{service}/deadLetters/{dead_letter}".</summary>
public static class LetterNames
{
    /// <summary>Stands for every service, as a parent.</summary>
    public const string All = "-";

    private const string Services = "directory/services/";
    private const string Letters = "/deadLetters/";

    /// <summary>The letter's name.</summary>
    public static string Of(string service, string id) => Services + service + Letters + id;

    /// <summary>The service's name.</summary>
    public static string Of(string service) => Services + service;

    /// <summary>The service of a parent; null where it is no service's name.</summary>
    public static string? ServiceOf(string parent) =>
        parent.StartsWith(Services, StringComparison.Ordinal) && parent.Length > Services.Length && parent.IndexOf('/', Services.Length) < 0 ? parent[Services.Length..] : null;

    /// <summary>Service and letter; null where it is no letter's name.</summary>
    public static (string Service, string Id)? LetterOf(string name)
    {
        var at = name.IndexOf(Letters, StringComparison.Ordinal);
        return at > 0 && ServiceOf(name[..at]) is { } service && at + Letters.Length < name.Length && name.IndexOf('/', at + Letters.Length) < 0
            ? (service, name[(at + Letters.Length)..])
            : null;
    }
}
