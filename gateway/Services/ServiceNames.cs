namespace FactoryTwin.Gateway.Services;

/// <summary>Resource names of the directory.</summary>
internal static class ServiceNames
{
    /// <summary>What every service's name begins with.</summary>
    public const string Prefix = "directory/services/";

    private const string Interfaces = "/interfaces/";

    public static string Of(string service) => Prefix + service;

    public static string Of(string service, string @interface) => Prefix + service + Interfaces + @interface;

    /// <summary>The service's id; null where it is no service's name.</summary>
    public static string? ServiceOf(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && name.IndexOf('/', Prefix.Length) < 0 ? name[Prefix.Length..] : null;

    /// <summary>Service and interface; null where it is no interface's name.</summary>
    public static (string Service, string Interface)? InterfaceOf(string name)
    {
        var at = name.IndexOf(Interfaces, StringComparison.Ordinal);
        return at > Prefix.Length && ServiceOf(name[..at]) is { } service && name.IndexOf('/', at + Interfaces.Length) < 0
            ? (service, name[(at + Interfaces.Length)..])
            : null;
    }
}
