using System.Diagnostics.Metrics;
using FactoryTwin.Events;
using FactoryTwin.Events.Kafka;
using FactoryTwin.Hosting.Adapters;
using FactoryTwin.Hosting.Auth;
using FactoryTwin.Hosting.Calls;
using FactoryTwin.Hosting.Clients;
using FactoryTwin.Hosting.Configuration;
using FactoryTwin.Hosting.Health;
using FactoryTwin.Hosting.Letters;
using FactoryTwin.Hosting.Outbox;
using FactoryTwin.Hosting.Registration;
using FactoryTwin.Hosting.Subscriptions;
using FactoryTwin.Hosting.Telemetry;
using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Transcoding;
using FactoryTwin.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace FactoryTwin.Hosting;

/// <summary>Turns one module into a service of its own: container, listener, workers. Nothing is opened yet.</summary>
internal static class ServiceInstanceBuilder
{
    /// <summary>Adds every fault to <paramref name="faults"/>; null where there were any.</summary>
    public static ServiceInstance? Build(ServiceModule module, SharedResources shared, List<StartFault> faults)
    {
        var host = shared.Host;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = module.Name, ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(host.Configuration);
        var collector = new OptionsCollector(module.Name, host.Configuration);
        var options = StandardOptions.Bind(collector, host.Configuration, module.Name, host.Time);
        AddCommon(builder, module, shared, options);
        var declared = new ServiceModuleBuilder(builder.Services, host.Configuration, collector);
        var lifetime = new CallLifetime();
        AddRelay(builder.Services, module);
        module.Build(declared);
        AddLetters(builder.Services, declared);
        AddRpc(builder.Services, options, lifetime, AccessRules.Of(declared.Served.SelectMany(s => s.Methods), collector.Add));
        AddSubscriptions(builder.Services, module, declared.Interests);
        AddAuth(builder.Services, module, shared, options);
        AddReadiness(builder.Services, module);
        host.Override?.Invoke(module, builder.Services);
        faults.AddRange(collector.Faults);
        if (collector.Faults.Count > 0)
            return null;
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, module, options, host.Time));
        return new ServiceInstance(module, builder.Build(), shared, options, lifetime, collector.Effective);
    }

    private static void AddCommon(WebApplicationBuilder builder, ServiceModule module, SharedResources shared, StandardOptions options)
    {
        var services = builder.Services;
        builder.Logging.ClearProviders();
        if (shared.Host.Logging is { } logging)
            logging(module, builder.Logging);
        else
            StandardLogging.Add(builder.Logging, options.Telemetry);
        services.AddSingleton<IHostLifetime, NoSignals>();
        services.Configure<HostOptions>(o => o.ShutdownTimeout = options.Service.DrainTime + TimeSpan.FromSeconds(5));
        options.AddTo(services);
        services.AddSingleton(shared.Host.Time);
        services.AddSingleton(module);
        services.AddSingleton(shared.Addresses);
        services.AddSingleton(new StoreHolder(module.Name, options.Storage, shared.Host.Time));
        services.AddSingleton(p => p.GetRequiredService<StoreHolder>().Store);
        if (options.Storage.Kind == "postgres")
            services.AddSingleton<IReadinessCheck>(p => new StoreCheck(p.GetRequiredService<IStore>));
        // Instances, not factories: a container disposes what its factories made, and the bus is not this service's to close.
        services.AddSingleton<IEventPublisher>(shared.Events);
        services.AddSingleton<IEventSubscriber>(shared.Events);
        services.AddSingleton<IDeadLetters>(shared.Events);
        services.AddSingleton<IGroupLags>(shared.Events);
        services.AddSingleton<IReadinessCheck>(new EventBusCheck(shared.Events));
        services.AddSingleton<MetricRegistry>();
        services.AddSingleton<IServiceClients>(p => new ServiceClients(shared.Addresses, p.GetRequiredService<IServiceCredentials>(), options.Rpc,
            new PeerChannels(options.Tls, shared.Host.Time, p.GetRequiredService<ILoggerFactory>()), shared.Host.Time, p.GetRequiredService<IMeterFactory>()));
    }

    private static void AddRelay(IServiceCollection services, ServiceModule module) =>
        // Registered before the module's workers and so stopped after them: what they commit last is published too.
        services.AddSingleton<IHostedService>(p => new OutboxRelay(module.Name, () => p.GetRequiredService<IStore>().Outbox,
            p.GetRequiredService<IEventPublisher>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<IMeterFactory>(),
            p.GetRequiredService<ILogger<OutboxRelay>>()));

    private static void AddRpc(IServiceCollection services, StandardOptions options, CallLifetime lifetime, AccessRules rules)
    {
        services.AddRpcServer(o => o.DrainTime = options.Service.DrainTime);
        services.Configure<TranscodingOptions>(o => o.UnaryTimeout = options.Rpc.DefaultDeadline);
        services.AddRpcHealth().AddRpcReflection();
        services.AddSingleton(rules);
        services.AddSingleton(lifetime);
        services.AddSingleton(new CallBounds
        {
            DefaultDeadline = options.Rpc.DefaultDeadline,
            MaxDeadline = options.Rpc.MaxDeadline,
            EndStreams = lifetime.Stopping,
        });
        // The order is that of the calls: measured first, then audited, then let in or not.
        services.AddSingleton<IRpcServerInterceptor, TelemetryInterceptor>();
        services.AddSingleton<IRpcServerInterceptor, AuditInterceptor>();
        services.AddSingleton<IRpcServerInterceptor, AuthInterceptor>();
    }

    private static void AddSubscriptions(IServiceCollection services, ServiceModule module, IReadOnlyList<TopicInterest> interests)
    {
        services.AddSingleton(p => new TopicUses([
            .. p.GetServices<PublishedTopic>().Select(t => new TopicUse(t.Topic, Publishes: true)),
            .. interests.Select(i => new TopicUse(i.Topic, Publishes: false, module.Name))]));
        foreach (var interest in interests)
        {
            services.AddSingleton<IHostedService>(p => new SubscriptionWorker(module.Name, interest, p.GetRequiredService<IServiceScopeFactory>(),
                p.GetRequiredService<IEventSubscriber>(), () => p.GetRequiredService<IStore>().Offsets));
        }
    }

    /// <summary>Who listens to events answers for those that it could not handle.</summary>
    private static void AddLetters(IServiceCollection services, ServiceModuleBuilder declared)
    {
        services.AddSingleton(new LetterSubscriptions([.. declared.Interests.Select(i => i.Topic)]));
        if (declared.Interests.Count > 0)
            declared.Serves<DeadLettersService>();
    }

    private static void AddAuth(IServiceCollection services, ServiceModule module, SharedResources shared, StandardOptions options)
    {
        var time = shared.Host.Time;
        if (options.Auth.Mode == AuthMode.Development)
        {
            services.AddSingleton(_ => shared.Issuer(options.Auth, options.Storage.Directory));
            services.AddSingleton<ITokenValidator>(p =>
            {
                var parameters = JwtValidator.Parameters(DevelopmentIssuer.Issuer, options.Auth.Audience, time);
                parameters.IssuerSigningKey = p.GetRequiredService<DevelopmentIssuer>().Key;
                return new JwtValidator(parameters, options.Auth.RolesClaim, time);
            });
            services.AddSingleton<IServiceCredentials>(p =>
                new DevelopmentCredentials(p.GetRequiredService<DevelopmentIssuer>(), module.Name, module.Roles, time));
            return;
        }
        services.AddSingleton<ITokenValidator>(_ => OidcValidation.Create(options.Auth, time));
        services.AddSingleton<IServiceCredentials>(_ => new TokenFileCredentials(options.Auth.ServiceTokenFile, time));
    }

    private static void AddReadiness(IServiceCollection services, ServiceModule module)
    {
        services.AddSingleton(p => new ReadinessMonitor(module.Name, [.. p.GetServices<IReadinessCheck>()], p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<ReadinessMonitor>>()));
        services.AddSingleton<IHostedService>(p => p.GetRequiredService<ReadinessMonitor>());
        services.AddSingleton<IHostedService>(p => new DirectoryRegistration(module, p.GetRequiredService<RpcMethodTable>(),
            p.GetRequiredService<IServiceClients>(), () => p.GetRequiredService<ServiceAddresses>().Own(module.Name),
            p.GetRequiredService<RegistrationOptions>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ReadinessMonitor>(),
            p.GetRequiredService<ILogger<DirectoryRegistration>>()));
    }

    private static void Listen(KestrelServerOptions kestrel, ServiceModule module, StandardOptions options, TimeProvider time)
    {
        var service = options.Service;
        kestrel.UseRpcDefaults();
        if (!module.ConfigureListeners(kestrel) && ListenAddress.TryParse(service.Listen, out var endpoint))
        {
            kestrel.Listen(endpoint, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                if (ListenAddress.IsSecure(service.Listen))
                    listen.UseRpcTls(options.Tls.OfListener(), time, kestrel.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("FactoryTwin.Hosting.Tls"));
            });
        }
        if (ListenAddress.TryParse(service.ManagementListen, out var management) && service.ManagementListen.Length > 0)
            kestrel.Listen(management, ManagementListener.Configure);
    }
}
