using FactoryTwin.Gateway.Lifecycle;
using FactoryTwin.Gateway.V1;

namespace FactoryTwin.Gateway.Services;

/// <summary>There are too many services, or instances of one.</summary>
internal sealed class DirectoryFullException(string what, int limit) : Exception($"The directory takes {limit} {what}.");

/// <summary>
/// Which services there are, and which instances of each. Every route has one owner. A service whose last lease lapsed stays listed,
/// so that its callers hear that it is away and not that there never was such a path; its routes may then be taken over by another.
/// </summary>
internal sealed class ServiceDirectory
{
    private const int MaxServices = 200;
    private const int MaxInstances = 100;

    /// <summary>A lapsed service is forgotten after this time.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    private readonly TimeSpan _lease;
    private readonly TimeProvider _time;
    private readonly RouteOwners _owners;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, SortedDictionary<string, Instance>> _services = new(StringComparer.Ordinal);

    /// <param name="lease">How long a registration counts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="owners">Tells whose a route is.</param>
    /// <param name="states">A change of these is a change of the routes.</param>
    public ServiceDirectory(TimeSpan lease, TimeProvider time, RouteOwners owners, InterfaceStates states)
    {
        (_lease, _time, _owners) = (lease, time, owners);
        states.Changed += () => RoutesChanged?.Invoke();
    }

    /// <summary>Runs after interfaces, their states or instances changed, on the thread that changed them.</summary>
    public event Action? RoutesChanged;

    /// <summary>Runs after an instance's health changed, on the thread that saw it.</summary>
    public event Action? HealthChanged;

    /// <summary>The services, ordered by id.</summary>
    public IReadOnlyList<DirectoryEntry> List()
    {
        lock (_gate)
            return [.. Entries()];
    }

    public DirectoryEntry? Find(string id)
    {
        lock (_gate)
            return _services.TryGetValue(id, out var instances) ? new DirectoryEntry(id, [.. instances.Values]) : null;
    }

    /// <summary>Takes or renews a registration.</summary>
    /// <returns>The instance, and whether anything beside its lease is new.</returns>
    /// <exception cref="RouteTakenException">A route is another service's.</exception>
    /// <exception cref="DirectoryFullException">There are too many services or instances.</exception>
    public (Instance Instance, bool Changed) Register(Registration registration)
    {
        bool changed;
        Instance instance;
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            var last = _services.GetValueOrDefault(registration.Service)?.GetValueOrDefault(registration.Address);
            changed = last is null || last.Lapsed || !last.Registration.SameAs(registration);
            if (changed)
            {
                _owners.Check(registration, Entries());
                instance = new Instance(registration, now, now + _lease, Lapsed: false, ServiceHealth.Unspecified, "its health was not asked yet");
            }
            else
            {
                instance = last! with { ExpireTime = now + _lease };
            }
            Put(instance);
        }
        if (changed)
            RoutesChanged?.Invoke();
        return (instance, changed);
    }

    /// <summary>Takes over what another replica of the gateway, or this one before its restart, has registered.</summary>
    public void Adopt(Registration registration, DateTimeOffset registerTime, DateTimeOffset expireTime)
    {
        var changed = false;
        lock (_gate)
        {
            var last = _services.GetValueOrDefault(registration.Service)?.GetValueOrDefault(registration.Address);
            var same = last is not null && last.Registration.SameAs(registration);
            if (last is not null && (last.ExpireTime > expireTime || (same && last.ExpireTime == expireTime)))
                return;
            var lapsed = expireTime <= _time.GetUtcNow();
            if (lapsed && _services.GetValueOrDefault(registration.Service)?.Values.Any(each => !each.Lapsed && each != last) == true)
                return;
            changed = !same || last!.Lapsed != lapsed;
            // Whoever was not seen here yet comes after those who were.
            Put(changed
                ? new Instance(registration, registerTime, expireTime, lapsed, ServiceHealth.Unreachable, "its health was not asked yet")
                : last! with { ExpireTime = expireTime });
        }
        if (changed)
            RoutesChanged?.Invoke();
    }

    /// <summary>Lets an instance go: nothing where it is not there. The last one of a service stays, lapsed.</summary>
    /// <returns>The lapsed instance, where its service has no other; else null.</returns>
    public Instance? Leave(string id, string address, string words)
    {
        Instance? left = null;
        lock (_gate)
        {
            if (_services.GetValueOrDefault(id)?.GetValueOrDefault(address) is not { } instance)
                return null;
            left = Lapse(instance with { ExpireTime = _time.GetUtcNow() }, words);
        }
        RoutesChanged?.Invoke();
        return left;
    }

    /// <summary>Takes over what was seen of an instance's health; nothing where it is not there any more or its lease lapsed.</summary>
    public void SetHealth(string id, string address, ServiceHealth health, string detail)
    {
        lock (_gate)
        {
            if (_services.GetValueOrDefault(id)?.GetValueOrDefault(address) is not { Lapsed: false } instance)
                return;
            _services[id][address] = instance with { Health = health, HealthDetail = detail };
            if (instance.Health == health)
                return;
        }
        HealthChanged?.Invoke();
    }

    /// <summary>Lets leases lapse whose time is over, and forgets services that lapsed long ago.</summary>
    /// <returns>The instances that are not in the directory any more.</returns>
    public IReadOnlyList<Instance> Sweep()
    {
        List<Instance> gone = [];
        var changed = false;
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            foreach (var instance in _services.Values.SelectMany(each => each.Values).ToArray())
            {
                if (!instance.Lapsed && instance.ExpireTime <= now)
                {
                    changed = true;
                    if (Lapse(instance, $"its registration lapsed at {instance.ExpireTime.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}") is null)
                        gone.Add(instance);
                }
                else if (instance.Lapsed && instance.ExpireTime + Memory <= now)
                {
                    changed = true;
                    Remove(instance);
                    gone.Add(instance);
                }
            }
        }
        if (changed)
            RoutesChanged?.Invoke();
        return gone;
    }

    /// <exception cref="RouteTakenException">A route of the interface is another service's by now.</exception>
    public void CheckRoutes(string service, string @interface)
    {
        lock (_gate)
        {
            foreach (var instance in _services.GetValueOrDefault(service)?.Values.ToArray() ?? [])
                _owners.Check(instance.Registration with { Contract = instance.Registration.Contract.Only(@interface) }, Entries());
        }
    }

    private IEnumerable<DirectoryEntry> Entries() => _services.Select(each => new DirectoryEntry(each.Key, [.. each.Value.Values]));

    private void Put(Instance instance)
    {
        if (!_services.TryGetValue(instance.Service, out var instances))
        {
            if (_services.Count >= MaxServices)
                throw new DirectoryFullException("services", MaxServices);
            _services[instance.Service] = instances = new(StringComparer.Ordinal);
        }
        if (!instances.ContainsKey(instance.Address) && instances.Count >= MaxInstances)
            throw new DirectoryFullException("instances of a service", MaxInstances);
        instances[instance.Address] = instance;
        if (instance.Lapsed)
            return;
        foreach (var old in instances.Values.Where(each => each.Lapsed).ToArray())
            instances.Remove(old.Address);
        // An address that was given anew is its new holder's alone.
        foreach (var other in _services.Where(each => each.Key != instance.Service).Select(each => each.Value.GetValueOrDefault(instance.Address)).ToArray())
        {
            if (other is { Lapsed: false })
                Lapse(other with { ExpireTime = _time.GetUtcNow() }, $"its address is {instance.Service}'s now");
        }
    }

    /// <summary>The lapsed instance where it is its service's last, null where it was removed.</summary>
    private Instance? Lapse(Instance instance, string words)
    {
        if (_services[instance.Service].Values.Any(each => each.Address != instance.Address && !each.Lapsed))
        {
            Remove(instance);
            return null;
        }
        return _services[instance.Service][instance.Address] = instance with { Lapsed = true, Health = ServiceHealth.Unreachable, HealthDetail = words };
    }

    private void Remove(Instance instance)
    {
        var instances = _services[instance.Service];
        instances.Remove(instance.Address);
        if (instances.Count == 0)
            _services.Remove(instance.Service);
    }
}
