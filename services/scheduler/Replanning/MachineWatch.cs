using Grpc.Core;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Replanning;

/// <summary>The one watch of a planner: on the points that its machine names now.</summary>
internal sealed class MachineWatch(ProgressWatch watch, PlannerInbox inbox) : IAsyncDisposable
{
    private (string Counter, string Size, string Power) _points = ("", "", "");
    private CancellationTokenSource? _stop;
    private Task _running = Task.CompletedTask;

    /// <summary>Watches the machine's points; a watch on the same points goes on.</summary>
    public async ValueTask FollowAsync(V1.Machine machine)
    {
        var points = (Id(machine.PartsProducedPoint), Id(machine.BatchSizePoint), Id(machine.PowerPoint));
        if (points == _points) return;
        await StopAsync();
        _points = points;
        if (points.Item1.Length == 0) return;
        _stop = new CancellationTokenSource();
        var wanted = new[] { points.Item1, points.Item2, points.Item3 }.Where(p => p.Length > 0).ToList();
        var token = _stop.Token;
        _running = Task.Run(() => watch.RunAsync(wanted, readings => inbox.Take(readings, points.Item1, points.Item2, points.Item3), token), token);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => StopAsync();

    private static string Id(string point) => point.Length == 0 ? "" : point["points/".Length..];

    private async ValueTask StopAsync()
    {
        if (_stop is null) return;
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (Exception fault) when (fault is OperationCanceledException or RpcException)
        {
            // As asked: a stream that is cancelled ends by its status.
        }
        finally
        {
            _stop.Dispose();
            _stop = null;
        }
    }
}
