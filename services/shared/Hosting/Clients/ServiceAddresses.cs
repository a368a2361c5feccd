using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;

namespace FactoryTwin.Hosting.Clients;

/// <summary>Where services listen: configured by "Services:{name}:Address", or known because they run in this process.</summary>
public sealed class ServiceAddresses(IConfiguration configuration)
{
    private readonly ConcurrentDictionary<string, string> local = new(StringComparer.Ordinal);

    /// <summary>Makes a service of this process known.</summary>
    public void Set(string service, string address) => local[service] = address;

    /// <summary>The address of a service of this process; null while it is not listening.</summary>
    public string? Own(string service) => local.GetValueOrDefault(service);

    /// <summary>Forgets a service that stopped.</summary>
    public void Remove(string service) => local.TryRemove(service, out _);

    /// <summary>False where nobody said where the service is, or not yet.</summary>
    public bool TryGet(string service, [NotNullWhen(true)] out string? address)
    {
        address = configuration[$"Services:{service}:Address"] is { Length: > 0 } configured ? configured : null;
        return address is not null || local.TryGetValue(service, out address);
    }
}
