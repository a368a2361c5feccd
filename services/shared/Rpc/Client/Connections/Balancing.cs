using Grpc.Core;

namespace FactoryTwin.Rpc.Client;

/// <summary>Decides, from the state of each address, who takes calls, and which are to connect. Under the lock of <see cref="ConnectionManager"/>.</summary>
internal abstract class Balancing
{
    /// <param name="subchannels">In the resolver's order; not empty.</param>
    /// <param name="last">What was decided before.</param>
    public abstract Picker Evaluate(IReadOnlyList<Subchannel> subchannels, Picker last);

    /// <summary>Leave the idle state: somebody calls.</summary>
    public virtual void ExitIdle()
    {
    }

    /// <summary>Once failed, an address that tries again has still failed: calls then fail at once instead of waiting for each new attempt.</summary>
    protected static Picker Without(IReadOnlyList<Subchannel> subchannels) => subchannels.All(one => one.Failure is not null)
        ? Picker.Failing(subchannels[^1].Failure!.Value)
        : Picker.Connecting;
}

/// <summary>One address takes all calls: the first that answers, in the resolver's order.</summary>
internal sealed class PickFirst : Balancing
{
    private Subchannel? _selected;
    private bool _wanted;

    public override void ExitIdle() => _wanted = true;

    public override Picker Evaluate(IReadOnlyList<Subchannel> subchannels, Picker last)
    {
        if (_selected is not null && subchannels.Contains(_selected))
        {
            if (_selected.State == ConnectivityState.Ready) return last.Serves([_selected]) ? last : Picker.Ready(_selected);
            // Its connection ended: nobody connects again before somebody calls.
            if (_selected.State == ConnectivityState.Idle) _wanted = false;
        }
        _selected = subchannels.FirstOrDefault(one => one.State == ConnectivityState.Ready);
        if (_selected is not null) return Picker.Ready(_selected);
        if (!_wanted) return Picker.Idle;
        foreach (var one in subchannels)
        {
            if (one.State == ConnectivityState.TransientFailure) continue;
            one.Connect();
            break;
        }
        return Without(subchannels);
    }
}

/// <summary>Every address that is connected takes calls in turn.</summary>
internal sealed class RoundRobin : Balancing
{
    public override Picker Evaluate(IReadOnlyList<Subchannel> subchannels, Picker last)
    {
        foreach (var one in subchannels) one.Connect();
        var ready = subchannels.Where(one => one.State == ConnectivityState.Ready).ToArray();
        return ready.Length == 0 ? Without(subchannels) : last.Serves(ready) ? last : Picker.Ready(ready);
    }
}
