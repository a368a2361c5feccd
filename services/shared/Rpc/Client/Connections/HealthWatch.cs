using Grpc.Core;
using Grpc.Health.V1;

namespace FactoryTwin.Rpc.Client;

/// <summary>Listens to what one server says of its health, as long as it is connected. A server without a health service counts as healthy.</summary>
internal sealed class HealthWatch(ConnectionManager owner, Subchannel subchannel, string service, ConnectionBackoff backoff)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var client = new Grpc.Health.V1.Health.HealthClient(owner.InvokerFor(subchannel));
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                if (await ListenAsync(client, cancellationToken)) return;
                await Task.Delay(backoff.Next(), owner.Time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The connection is closed.
        }
    }

    /// <summary>True where there is nothing to listen to.</summary>
    private async Task<bool> ListenAsync(Grpc.Health.V1.Health.HealthClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var call = client.Watch(new HealthCheckRequest { Service = service }, cancellationToken: cancellationToken);
            while (await call.ResponseStream.MoveNext(cancellationToken))
            {
                backoff.Reset();
                var status = call.ResponseStream.Current.Status;
                Tell(status == HealthCheckResponse.Types.ServingStatus.Serving, $"its health service says {status}", cancellationToken);
            }
            Tell(false, "its health service ended the watch", cancellationToken);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unimplemented)
        {
            Tell(true, "", cancellationToken);
            return true;
        }
        catch (RpcException e)
        {
            Tell(false, "its health cannot be watched: " + e.Status.Detail, cancellationToken);
        }
        return false;
    }

    private void Tell(bool serves, string why, CancellationToken cancellationToken)
    {
        if (!cancellationToken.IsCancellationRequested) subchannel.SetHealth(serves, why);
    }
}
