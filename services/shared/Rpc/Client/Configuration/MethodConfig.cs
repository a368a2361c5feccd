using Grpc.Core;

namespace Grpc.Net.Client.Configuration;

/// <summary>What the named methods need.</summary>
public sealed class MethodConfig
{
    public IList<MethodName> Names { get; } = [];

    /// <summary>Null: a failure is final.</summary>
    public RetryPolicy? RetryPolicy { get; set; }
}

/// <summary>A method, all of a service (no <see cref="Method"/>), or all (neither).</summary>
public sealed class MethodName
{
    /// <summary>All methods.</summary>
    public static readonly MethodName Default = new();

    /// <summary>With its package, for example "factorytwin.energy.v1.Prices".</summary>
    public string? Service { get; set; }

    public string? Method { get; set; }
}

/// <summary>
/// How a failed call is tried again. Where the policy comes by a name that is not the method's own (its service, or all), it counts for
/// methods only whose contract says <c>idempotency_level</c>: a write that is not known to be repeatable is never repeated by accident.
/// </summary>
public sealed class RetryPolicy
{
    /// <summary>With the first one; at least 2. What is above the channel's limit counts as the limit.</summary>
    public int? MaxAttempts { get; set; }

    /// <summary>The wait before the first retry, more or less a fifth at random.</summary>
    public TimeSpan? InitialBackoff { get; set; }

    public TimeSpan? MaxBackoff { get; set; }

    /// <summary>Each wait is so many times the one before.</summary>
    public double? BackoffMultiplier { get; set; }

    /// <summary>What is worth another attempt; at least one.</summary>
    public IList<StatusCode> RetryableStatusCodes { get; } = [];
}

/// <summary>A bucket of tokens for the whole channel: a failure takes one, a success gives back a part; retries only above half.</summary>
public sealed class RetryThrottlingPolicy
{
    /// <summary>1 to 1000.</summary>
    public int? MaxTokens { get; set; }

    /// <summary>What a success gives back; more than 0.</summary>
    public double? TokenRatio { get; set; }
}
