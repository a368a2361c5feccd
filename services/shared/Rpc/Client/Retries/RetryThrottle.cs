using Grpc.Net.Client.Configuration;

namespace FactoryTwin.Rpc.Client;

/// <summary>A channel's bucket of tokens: while half of it or more is gone, nothing is retried.</summary>
internal sealed class RetryThrottle
{
    private readonly Lock _gate = new();
    private readonly double _most;
    private readonly double _ratio;
    private double _tokens;

    /// <exception cref="InvalidOperationException">A value is missing or out of its range.</exception>
    public RetryThrottle(RetryThrottlingPolicy policy)
    {
        if (policy.MaxTokens is not (>= 1 and <= 1000)) throw new InvalidOperationException("Retry throttling needs MaxTokens: 1 to 1000.");
        if (policy.TokenRatio is not > 0) throw new InvalidOperationException("Retry throttling needs TokenRatio: more than 0.");
        _most = _tokens = policy.MaxTokens.Value;
        _ratio = policy.TokenRatio.Value;
    }

    public void Succeeded()
    {
        lock (_gate) _tokens = Math.Min(_tokens + _ratio, _most);
    }

    /// <summary>False where a retry would be one too many.</summary>
    public bool Failed()
    {
        lock (_gate)
        {
            _tokens = Math.Max(_tokens - 1, 0);
            return _tokens > _most / 2;
        }
    }
}
