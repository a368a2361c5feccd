using System.Collections.Frozen;
using Grpc.Core;
using Grpc.Net.Client.Configuration;

namespace FactoryTwin.Rpc.Client;

/// <summary>A retry policy that was checked.</summary>
internal sealed record RetryPlan(int MaxAttempts, TimeSpan InitialBackoff, TimeSpan MaxBackoff, double Multiplier, FrozenSet<StatusCode> Codes)
{
    private const double Jitter = 0.2;

    /// <exception cref="InvalidOperationException">A value is missing or out of its range.</exception>
    public static RetryPlan Of(RetryPolicy policy, int? maxAttempts)
    {
        Require(policy.MaxAttempts >= 2, nameof(policy.MaxAttempts), "2 or more");
        Require(policy.InitialBackoff > TimeSpan.Zero, nameof(policy.InitialBackoff), "more than 0");
        Require(policy.MaxBackoff > TimeSpan.Zero, nameof(policy.MaxBackoff), "more than 0");
        Require(policy.BackoffMultiplier > 0, nameof(policy.BackoffMultiplier), "more than 0");
        Require(policy.RetryableStatusCodes.Count > 0, nameof(policy.RetryableStatusCodes), "at least one code");
        return new RetryPlan(
            Math.Min(policy.MaxAttempts!.Value, maxAttempts ?? int.MaxValue), policy.InitialBackoff!.Value, policy.MaxBackoff!.Value,
            policy.BackoffMultiplier!.Value, policy.RetryableStatusCodes.ToFrozenSet());
    }

    /// <summary>The wait before a retry.</summary>
    /// <param name="retry">0 for the first one since the begin, or since the server last said how long to wait.</param>
    /// <param name="random">0 to 1.</param>
    public TimeSpan Backoff(int retry, double random) =>
        TimeSpan.FromSeconds(Math.Min(InitialBackoff.TotalSeconds * Math.Pow(Multiplier, retry), MaxBackoff.TotalSeconds) * (1 - Jitter + (2 * Jitter * random)));

    private static void Require(bool holds, string name, string range)
    {
        if (!holds) throw new InvalidOperationException($"A retry policy needs {name}: {range}.");
    }
}
