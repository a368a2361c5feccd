namespace Grpc.Net.Client.Configuration;

/// <summary>How calls are spread over the addresses of a service.</summary>
public class LoadBalancingConfig(string loadBalancingPolicyName)
{
    public const string PickFirstPolicyName = "pick_first";
    public const string RoundRobinPolicyName = "round_robin";

    public string PolicyName { get; } = loadBalancingPolicyName;
}

/// <summary>All calls to the first address that answers.</summary>
public sealed class PickFirstConfig() : LoadBalancingConfig(PickFirstPolicyName);

/// <summary>Calls in turn to every address that is connected (and says that it serves).</summary>
public sealed class RoundRobinConfig() : LoadBalancingConfig(RoundRobinPolicyName);
