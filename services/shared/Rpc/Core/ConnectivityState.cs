namespace Grpc.Core;

/// <summary>How a channel stands to its server.</summary>
public enum ConnectivityState
{
    /// <summary>Not connected, and not trying: the next call does.</summary>
    Idle,

    Connecting,

    Ready,

    /// <summary>The last attempt failed; another follows after a wait.</summary>
    TransientFailure,

    /// <summary>Closed for good.</summary>
    Shutdown,
}
