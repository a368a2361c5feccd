namespace FactoryTwin.Rpc.Transcoding;

/// <summary>The requests of a client stream, of which each has to come in time: a body that stands still is given up.</summary>
internal sealed class PatientRequests(IRequestBytes inner, TimeSpan limit, TimeProvider time) : IRequestBytes
{
    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await inner.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw RpcErrors.InvalidArgument(("", $"Nothing more of the body came for {limit.TotalSeconds:0.#} s."));
        }
    }
}
