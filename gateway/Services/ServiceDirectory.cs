using FactoryTwin.Gateway.V1;
using FactoryTwin.Rpc.Transcoding;

namespace FactoryTwin.Gateway.Services;

/// <summary>A route or interface belongs to another service.</summary>
internal sealed class RouteTakenException(string route, string owner) : Exception($"{route} belongs to {owner}.")
{
    public string Route { get; } = route;

    public string Owner { get; } = owner;
}

/// <summary>There are too many services.</summary>
internal sealed class DirectoryFullException(int limit) : Exception($"The directory takes {limit} services.");

/// <summary>
/// Which services there are. Every route has one owner. A service whose lease lapsed stays listed, so that its callers hear that it
/// is away and not that there never was such a path; its routes may then be taken over by another.
/// </summary>
internal sealed class ServiceDirectory(TimeSpan lease, TimeProvider time, IEnumerable<(string Method, string Path)> reserved)
{
    private const int MaxServices = 200;

    /// <summary>A lapsed service is forgotten after this time.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    private readonly (string Method, string Path)[] _reserved = [.. reserved];
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, DirectoryEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Runs after routes or addresses changed, on the thread that changed them.</summary>
    public event Action? RoutesChanged;

    /// <summary>The services, ordered by id.</summary>
    public IReadOnlyList<DirectoryEntry> List()
    {
        lock (_gate)
            return [.. _entries.Values];
    }

    public DirectoryEntry? Find(string id)
    {
        lock (_gate)
            return _entries.GetValueOrDefault(id);
    }

    /// <summary>Takes or renews a registration; gives the end of its lease.</summary>
    /// <exception cref="RouteTakenException">A route is another service's.</exception>
    /// <exception cref="DirectoryFullException">There are too many services.</exception>
    public DateTimeOffset Register(Registration registration)
    {
        bool changed;
        DateTimeOffset expire;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            expire = now + lease;
            var last = _entries.GetValueOrDefault(registration.Service);
            if (last is null && _entries.Count >= MaxServices)
                throw new DirectoryFullException(MaxServices);
            changed = last is null || last.Lapsed || !last.Registration.SameAs(registration);
            if (changed)
                RefuseTaken(registration);
            _entries[registration.Service] = last is null
                ? new DirectoryEntry(registration, now, expire, Lapsed: false, ServiceHealth.Unspecified, "its health was not asked yet")
                : last with { Registration = registration, ExpireTime = expire, Lapsed = false };
        }
        if (changed)
            RoutesChanged?.Invoke();
        return expire;
    }

    /// <summary>Takes over what was seen of a service's health; nothing where it is not there any more or its lease lapsed.</summary>
    public void SetHealth(string id, ServiceHealth health, string detail)
    {
        lock (_gate)
        {
            if (_entries.GetValueOrDefault(id) is { Lapsed: false } entry)
                _entries[id] = entry with { Health = health, HealthDetail = detail };
        }
    }

    /// <summary>Lets leases lapse whose time is over, and forgets those that lapsed long ago.</summary>
    public void Sweep()
    {
        var changed = false;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            foreach (var entry in _entries.Values.ToArray())
            {
                if (!entry.Lapsed && entry.ExpireTime <= now)
                {
                    var words = $"its registration lapsed at {entry.ExpireTime.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}";
                    _entries[entry.Id] = entry with { Lapsed = true, Health = ServiceHealth.Unreachable, HealthDetail = words };
                    changed = true;
                }
                else if (entry.Lapsed && entry.ExpireTime + Memory <= now)
                {
                    _entries.Remove(entry.Id);
                    changed = true;
                }
            }
        }
        if (changed)
            RoutesChanged?.Invoke();
    }

    private void RefuseTaken(Registration registration)
    {
        var routes = new RouteTrie<string>();
        foreach (var (method, path) in registration.Service == GatewayModule.Id ? [] : _reserved)
            routes.TryAdd(method, PathTemplate.Parse(path), GatewayModule.Id, out _);
        Dictionary<string, string> interfaces = new(StringComparer.Ordinal);
        foreach (var other in _entries.Values.Where(entry => !entry.Lapsed && entry.Id != registration.Service))
        {
            foreach (var route in other.Registration.Routes)
                routes.TryAdd(route.HttpMethod, route.Template, other.Id, out _);
            foreach (var each in other.Registration.Interfaces)
                interfaces[each.FullName] = other.Id;
        }
        foreach (var route in registration.Routes)
        {
            if (!routes.TryAdd(route.HttpMethod, route.Template, registration.Service, out var owner))
                throw new RouteTakenException($"{route.HttpMethod} {route.Template}", owner!);
        }
        foreach (var each in registration.Interfaces)
        {
            if (interfaces.TryGetValue(each.FullName, out var owner))
                throw new RouteTakenException(each.FullName, owner);
        }
    }
}
