using Grpc.Core;

namespace FactoryTwin.Rpc;

/// <summary>What a call takes over from the call that makes it.</summary>
internal sealed class CallPropagation(DateTime? deadline, CancellationToken cancellationToken) : ContextPropagationToken
{
    /// <summary>UTC, or null for none.</summary>
    public DateTime? Deadline { get; } = deadline;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    public static CallPropagation From(ServerCallContext context, ContextPropagationOptions? options)
    {
        options ??= ContextPropagationOptions.Default;
        return new CallPropagation(
            options.IsPropagateDeadline && context.Deadline != DateTime.MaxValue ? context.Deadline : null,
            options.IsPropagateCancellation ? context.CancellationToken : CancellationToken.None);
    }
}
