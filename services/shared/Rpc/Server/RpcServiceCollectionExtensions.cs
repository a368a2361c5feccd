using FactoryTwin.Rpc.Health;
using FactoryTwin.Rpc.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Rpc.Server;

/// <summary>Registers what a server needs.</summary>
public static class RpcServiceCollectionExtensions
{
    /// <summary>
    /// The <see cref="RpcMethodTable"/> of all services added by <see cref="AddRpcService{TService}"/>, with every registered
    /// <see cref="IRpcServerInterceptor"/> around each call, in the order of their registration, and within the registered
    /// <see cref="CallBounds"/>.
    /// </summary>
    public static IServiceCollection AddRpcServer(this IServiceCollection services, Action<RpcServerOptions>? configure = null)
    {
        services.AddRouting();
        services.AddOptions<RpcServerOptions>();
        if (configure is not null) services.Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RpcServerRuntime>();
        services.TryAddSingleton(BuildTable);
        return services;
    }

    /// <summary>Serves a class that derives from a generated service base, one instance for all calls.</summary>
    public static IServiceCollection AddRpcService<TService>(this IServiceCollection services)
        where TService : class
    {
        services.TryAddSingleton<TService>();
        return services.AddSingleton(new RpcServiceRegistration(typeof(TService)));
    }

    /// <summary>Serves <c>grpc.health.v1</c>. The host sets the statuses on the <see cref="HealthService"/> singleton.</summary>
    public static IServiceCollection AddRpcHealth(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new HealthService(provider.GetService<IHostApplicationLifetime>()));
        return services.AddRpcService<HealthService>();
    }

    /// <summary>
    /// Serves <c>grpc.reflection.v1</c> and <c>v1alpha</c> for all services of the host, or for what a <see cref="ReflectionService"/>
    /// that is registered already describes.
    /// </summary>
    public static IServiceCollection AddRpcReflection(this IServiceCollection services)
    {
        // The table has this service in it and is not built yet when this one is made.
        services.TryAddSingleton(provider => new ReflectionService(() => provider.GetRequiredService<RpcMethodTable>().Services));
        return services.AddRpcService<ReflectionService>().AddRpcService<ReflectionAlphaService>();
    }

    private static RpcMethodTable BuildTable(IServiceProvider provider)
    {
        var binder = new ServiceBinder(
            provider.GetServices<IRpcServerInterceptor>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<ILogger<RpcMethodTable>>(),
            provider.GetService<CallBounds>());
        foreach (var registration in provider.GetServices<RpcServiceRegistration>()) binder.Add(provider.GetRequiredService(registration.ServiceType));
        return binder.Build();
    }

    private sealed record RpcServiceRegistration(Type ServiceType);
}
