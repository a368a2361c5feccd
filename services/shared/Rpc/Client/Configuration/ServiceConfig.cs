namespace Grpc.Net.Client.Configuration;

/// <summary>How a channel treats the service behind it.</summary>
public sealed class ServiceConfig
{
    /// <summary>The first policy that is known counts. Empty: pick_first.</summary>
    public IList<LoadBalancingConfig> LoadBalancingConfigs { get; } = [];

    /// <summary>What single methods need. The entry that names a method exactly counts before one of its service, and that before one of all.</summary>
    public IList<MethodConfig> MethodConfigs { get; } = [];

    /// <summary>Stops retries while too many calls fail. Null: never.</summary>
    public RetryThrottlingPolicy? RetryThrottling { get; set; }

    /// <summary>
    /// With round_robin, an address takes part only while its server says (grpc.health.v1 <c>Watch</c>) that this service serves. Null:
    /// not asked. The official .NET client does not have it; other languages do, as <c>healthCheckConfig</c>.
    /// </summary>
    public HealthCheckConfig? HealthCheckConfig { get; set; }
}

/// <summary>Which service is asked for.</summary>
public sealed class HealthCheckConfig
{
    /// <summary>Empty for the server as a whole.</summary>
    public string ServiceName { get; set; } = "";
}
