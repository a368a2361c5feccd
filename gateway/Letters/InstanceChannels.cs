using System.Collections.Concurrent;
using FactoryTwin.Gateway.Services;
using Grpc.Core;
using Grpc.Net.Client;

namespace FactoryTwin.Gateway.Letters;

/// <summary>A channel to each single instance that was asked for something only it can do.</summary>
internal sealed class InstanceChannels : IDisposable
{
    private const int MaxMessage = 32 << 20;

    private readonly ConcurrentDictionary<string, GrpcChannel> _channels = new(StringComparer.Ordinal);
    private readonly ServiceDirectory _directory;

    public InstanceChannels(ServiceDirectory directory)
    {
        _directory = directory;
        directory.RoutesChanged += Prune;
    }

    /// <summary>A way to this instance.</summary>
    public CallInvoker To(Instance instance) =>
        _channels.GetOrAdd(instance.Address, static address => GrpcChannel.ForAddress(address, new GrpcChannelOptions { MaxReceiveMessageSize = MaxMessage })).CreateCallInvoker();

    public void Dispose()
    {
        _directory.RoutesChanged -= Prune;
        foreach (var channel in _channels.Values)
            channel.Dispose();
    }

    /// <summary>Instances that are gone need none.</summary>
    private void Prune()
    {
        var known = _directory.List().SelectMany(entry => entry.Instances).Select(each => each.Address).ToHashSet(StringComparer.Ordinal);
        foreach (var address in _channels.Keys.Where(address => !known.Contains(address)))
        {
            if (_channels.TryRemove(address, out var gone))
                gone.Dispose();
        }
    }
}
