namespace FactoryTwin.Hosting.Calls;

/// <summary>Section "Rpc".</summary>
public sealed class RpcOptions
{
    /// <summary>Deadline of a unary call that brings none. Default 30 s.</summary>
    public TimeSpan DefaultDeadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest deadline of a unary call; a longer one is cut to it. Default 5 min.</summary>
    public TimeSpan MaxDeadline { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Deadline of a unary call to another service that sets none. Default 10 s.</summary>
    public TimeSpan ClientDeadline { get; set; } = TimeSpan.FromSeconds(10);

    internal IEnumerable<OptionFault> Check()
    {
        if (DefaultDeadline <= TimeSpan.Zero)
            yield return new OptionFault(nameof(DefaultDeadline), "must be longer than 0.");
        if (MaxDeadline < DefaultDeadline || MaxDeadline > TimeSpan.FromHours(1))
            yield return new OptionFault(nameof(MaxDeadline), $"must be {nameof(DefaultDeadline)} to 1h.");
        if (ClientDeadline <= TimeSpan.Zero || ClientDeadline > TimeSpan.FromHours(1))
            yield return new OptionFault(nameof(ClientDeadline), "must be longer than 0 and at most 1h.");
    }
}
