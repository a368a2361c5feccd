using FactoryTwin.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Testing;

/// <summary>How services under test are hosted.</summary>
public sealed class ModuleHostOptions
{
    /// <summary>The services' clock. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Configuration beside the host's own, for example "Ingestion:MaxRows" = "10".</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>The data directory; default: a temporary one, deleted at the end.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Replaces registrations of a service.</summary>
    public Action<ServiceModule, IServiceCollection>? Override { get; init; }

    /// <summary>False where the test looks at a service that is not ready. Default true: start returns when all are ready.</summary>
    public bool WaitUntilReady { get; init; } = true;
}
