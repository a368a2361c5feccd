using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client.Balancer;

/// <summary>Finds the addresses of a service, and tells of their changes.</summary>
public abstract class Resolver : IDisposable
{
    /// <summary>Called once. The listener may be called at any time after, from any thread.</summary>
    public abstract void Start(Action<ResolverResult> listener);

    /// <summary>A connection failed or ended: what is known may be old. May be called often; the resolver keeps its own pace.</summary>
    public virtual void Refresh()
    {
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>Makes the resolvers of one scheme. Register yours in <see cref="GrpcChannelOptions.ServiceProvider"/>.</summary>
public abstract class ResolverFactory
{
    /// <summary>The scheme, for example "dns".</summary>
    public abstract string Name { get; }

    public abstract Resolver Create(ResolverOptions options);
}

/// <summary>What a resolver is made for.</summary>
public sealed class ResolverOptions
{
    internal ResolverOptions(Uri address, int defaultPort, ILoggerFactory loggerFactory, GrpcChannelOptions channelOptions)
    {
        Address = address;
        DefaultPort = defaultPort;
        LoggerFactory = loggerFactory;
        ChannelOptions = channelOptions;
    }

    /// <summary>For example "dns:///twin-state:8081".</summary>
    public Uri Address { get; }

    /// <summary>443 with TLS, 80 without.</summary>
    public int DefaultPort { get; }

    public ILoggerFactory LoggerFactory { get; }

    public GrpcChannelOptions ChannelOptions { get; }
}
