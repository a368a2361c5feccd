namespace FactoryTwin.Hosting.Registration;

/// <summary>Section "Registration": how a service announces itself to the gateway's directory.</summary>
public sealed class RegistrationOptions
{
    /// <summary>False where nobody should hear of the service. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The directory gives a lease of three times this. Default 10 s.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Between attempts until the first one succeeds. Default 250 ms.</summary>
    public TimeSpan RetryInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    internal IEnumerable<OptionFault> Check()
    {
        if (Interval < TimeSpan.FromSeconds(1) || Interval > TimeSpan.FromMinutes(5))
            yield return new OptionFault(nameof(Interval), "must be 1s to 5m.");
        if (RetryInterval < TimeSpan.FromMilliseconds(50) || RetryInterval > Interval)
            yield return new OptionFault(nameof(RetryInterval), $"must be 50ms to {nameof(Interval)}.");
    }
}
