using System.Collections.Concurrent;
using FactoryTwin.Gateway.V1;
using FactoryTwin.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Gateway.Services;

/// <summary>
/// Keeps the directory, so that replicas of the gateway share it and a restarted one knows its routes at once. A lease is written
/// when half of what is stored of it is over, not at every renewal.
/// </summary>
internal sealed partial class DirectoryStore(IStore store, ContractReader contracts, TimeProvider time, ILogger<DirectoryStore> logger)
{
    private const int PageOfAll = 1000;

    private static readonly Collection<StoredInstance> Instances = new("instances", each => each.Name);
    private static readonly Collection<StoredContract> Contracts = new("contracts", each => each.Name);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _stored = new(StringComparer.Ordinal);

    /// <summary>Writes an instance down where it changed or its stored lease runs out.</summary>
    public async Task SaveAsync(Instance instance, bool changed, CancellationToken cancellationToken)
    {
        var key = KeyOf(instance.Service, instance.Address);
        var now = time.GetUtcNow();
        if (!changed && _stored.TryGetValue(key, out var until) && until - now > (instance.ExpireTime - now) / 2)
            return;
        var stored = ToStored(instance);
        var contract = new StoredContract { Name = stored.Contract, FileDescriptorSet = instance.Registration.Contract.Bytes };
        await store.WriteAsync(
            transaction =>
            {
                transaction.Put(Instances, stored);
                // Also where nothing changed: another replica may have taken it for unused just before this instance came.
                if (transaction.Get(Contracts, contract.Name) is null)
                    transaction.Put(Contracts, contract);
            },
            cancellationToken);
        _stored[key] = instance.ExpireTime;
    }

    public async Task RemoveAsync(string service, string address, CancellationToken cancellationToken)
    {
        var key = KeyOf(service, address);
        await store.WriteAsync(transaction => transaction.Delete(Instances, key), cancellationToken);
        _stored.TryRemove(key, out _);
    }

    /// <summary>Tells the directory what other replicas, or this one before its restart, have registered and let go.</summary>
    public async Task RefreshAsync(ServiceDirectory directory, CancellationToken cancellationToken)
    {
        var before = _stored.Keys.ToArray();
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var each in await AllAsync(Instances, cancellationToken))
        {
            seen.Add(each.Name);
            var expire = each.ExpireTime.ToDateTimeOffset();
            var known = _stored.TryGetValue(each.Name, out var until);
            if (known && until == expire)
                continue;
            if (await ReadAsync(each, cancellationToken) is not { } registration)
                continue;
            directory.Adopt(registration, each.RegisterTime.ToDateTimeOffset(), expire);
            _stored[each.Name] = expire;
        }
        foreach (var gone in before.Where(key => !seen.Contains(key)))
        {
            if (_stored.TryRemove(gone, out _) && gone.Split(' ') is [var service, var address])
                directory.Leave(service, address, "it took its leave");
        }
    }

    /// <summary>Deletes contracts that no instance has any more.</summary>
    public async Task PruneAsync(CancellationToken cancellationToken)
    {
        var used = (await AllAsync(Instances, cancellationToken)).Select(each => each.Contract).ToHashSet(StringComparer.Ordinal);
        var unused = (await AllAsync(Contracts, cancellationToken)).Select(each => each.Name).Where(name => !used.Contains(name)).ToArray();
        if (unused.Length > 0)
            await store.WriteAsync(transaction => Array.ForEach(unused, name => transaction.Delete(Contracts, name)), cancellationToken);
    }

    private async Task<Registration?> ReadAsync(StoredInstance stored, CancellationToken cancellationToken)
    {
        try
        {
            var contract = await store.GetAsync(Contracts, stored.Contract, cancellationToken);
            return contract is null
                ? null
                : new Registration(
                    stored.Service, stored.Version, stored.Description, stored.Owner, stored.Address,
                    contracts.Read(contract.Value.FileDescriptorSet, stored.Interfaces), stored.ServesRest);
        }
        catch (RpcException fault)
        {
            // Stored by a gateway with other rules: the service announces itself again and is told what is wrong.
            ContractUnreadable(logger, stored.Service, stored.Address, fault.Status.Detail);
            return null;
        }
    }

    private async Task<IReadOnlyList<T>> AllAsync<T>(Collection<T> collection, CancellationToken cancellationToken) where T : class, Google.Protobuf.IMessage<T>, new()
    {
        List<T> all = [];
        var token = "";
        do
        {
            var page = await store.ListAsync(collection, new ListQuery(PageOfAll, token), cancellationToken);
            all.AddRange(page.Documents.Select(document => document.Value));
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        return all;
    }

    private static StoredInstance ToStored(Instance instance) => new()
    {
        Name = KeyOf(instance.Service, instance.Address),
        Service = instance.Service,
        Version = instance.Registration.Version,
        Description = instance.Registration.Description,
        Owner = instance.Registration.Owner,
        Address = instance.Address,
        Contract = instance.Registration.Contract.Hash,
        Interfaces = { instance.Registration.Contract.Names },
        ServesRest = instance.Registration.ServesRest,
        RegisterTime = instance.RegisterTime.ToTimestamp(),
        ExpireTime = instance.ExpireTime.ToTimestamp(),
    };

    private static string KeyOf(string service, string address) => $"{service} {address}";

    [LoggerMessage(2021, LogLevel.Warning, "The stored contract of {Service} at {Address} cannot be read: {Fault}")]
    private static partial void ContractUnreadable(ILogger logger, string service, string address, string fault);
}
