namespace FactoryTwin.Rpc.Server;

/// <summary>Bounds that a host sets on every call, whatever the transport.</summary>
public sealed class CallBounds
{
    /// <summary>Deadline of a unary call that brings none. Null: none is set.</summary>
    public TimeSpan? DefaultDeadline { get; init; }

    /// <summary>Longest deadline of a unary call; a later one is cut to it. Null: no limit.</summary>
    public TimeSpan? MaxDeadline { get; init; }

    /// <summary>Cancelled when the host begins to stop: response streams, which could go on for ever, end with UNAVAILABLE.</summary>
    public CancellationToken EndStreams { get; init; }

    /// <summary>Cancelled when the host will not wait longer: the other calls end with UNAVAILABLE.</summary>
    public CancellationToken EndAll { get; init; }
}
