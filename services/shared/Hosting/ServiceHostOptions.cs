using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Hosting;

/// <summary>What a process gives to the services that it hosts.</summary>
public sealed class ServiceHostOptions
{
    /// <summary>The configuration of every service: sections "Service", "Storage", "Events", "Auth", "Rpc", "Telemetry" and the modules' own.</summary>
    public required IConfiguration Configuration { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Sets a service's log providers in place of those that section "Telemetry" names.</summary>
    public Action<ServiceModule, ILoggingBuilder>? Logging { get; init; }

    /// <summary>Changes a service's registrations last of all, for tests.</summary>
    public Action<ServiceModule, Microsoft.Extensions.DependencyInjection.IServiceCollection>? Override { get; init; }
}
