using Grpc.Core;

namespace FactoryTwin.Rpc;

/// <summary>What a call takes over from the call that makes it.</summary>
internal sealed class CallPropagation(DateTime? deadline, CancellationToken cancellationToken) : ContextPropagationToken
{
    /// <summary>UTC, or null for none.</summary>
    public DateTime? Deadline { get; } = deadline;

    public CancellationToken CancellationToken { get; } = cancellationToken;
}
