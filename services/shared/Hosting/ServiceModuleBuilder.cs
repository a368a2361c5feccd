using System.Reflection;
using FactoryTwin.Hosting.Configuration;
using FactoryTwin.Hosting.Subscriptions;
using FactoryTwin.Rpc.Server;
using Grpc.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace FactoryTwin.Hosting;

/// <summary>Collects a module's declarations.</summary>
internal sealed class ServiceModuleBuilder(IServiceCollection services, IConfiguration configuration, OptionsCollector options) : IServiceModuleBuilder
{
    private readonly List<ServiceDescriptor> served = [];
    private readonly List<TopicInterest> interests = [];

    public IServiceCollection Services => services;

    public IConfiguration Configuration => configuration;

    /// <summary>The contracts that the module serves.</summary>
    public IReadOnlyList<ServiceDescriptor> Served => served;

    public IReadOnlyList<TopicInterest> Interests => interests;

    public IServiceModuleBuilder Options<TOptions>(string section, Func<TOptions, IEnumerable<OptionFault>> check) where TOptions : class, new()
    {
        var bound = options.Bind(section, check);
        services.AddSingleton(bound);
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(bound));
        return this;
    }

    public IServiceModuleBuilder Serves<TService>() where TService : class
    {
        var bind = typeof(TService).GetCustomAttribute<BindServiceMethodAttribute>(inherit: true);
        if (bind?.BindType.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) is ServiceDescriptor descriptor)
            served.Add(descriptor);
        else
            options.Add(typeof(TService).Name, "is served but derives from no generated service base class.");
        services.AddRpcService<TService>();
        return this;
    }

    public IServiceModuleBuilder Publishes(string topic)
    {
        services.AddSingleton(new PublishedTopic(topic));
        return this;
    }

    public IServiceModuleBuilder Listens<THandler>(string topic) where THandler : class, IEventHandler
    {
        if (interests.Any(i => i.Topic == topic))
            options.Add(topic, "is listened to twice; one group takes every event once.");
        interests.Add(new TopicInterest(topic, typeof(THandler)));
        if (services.All(s => s.ServiceType != typeof(THandler)))
            services.AddScoped<THandler>();
        return this;
    }

    public IServiceModuleBuilder Runs<TWorker>() where TWorker : BackgroundService
    {
        if (services.All(s => s.ServiceType != typeof(TWorker)))
            services.AddSingleton<TWorker>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<TWorker>());
        return this;
    }

    public IServiceModuleBuilder ReadyWhen<TCheck>() where TCheck : class, IReadinessCheck
    {
        if (services.All(s => s.ServiceType != typeof(TCheck)))
            services.AddSingleton<TCheck>();
        services.AddSingleton<IReadinessCheck>(provider => provider.GetRequiredService<TCheck>());
        return this;
    }
}

/// <summary>Every topic that the service writes or reads.</summary>
internal sealed record TopicUses(IReadOnlyList<FactoryTwin.Events.Kafka.TopicUse> All);

/// <summary>A topic that the service publishes to.</summary>
internal sealed record PublishedTopic(string Topic);
