using System.Diagnostics.CodeAnalysis;
using Grpc.Core;

namespace FactoryTwin.Rpc.Client;

/// <summary>Who takes the next call, in one state of the connections. Never changes but for its turn.</summary>
internal sealed class Picker
{
    private readonly Subchannel[] _ready;
    private uint _turn;

    private Picker(ConnectivityState state, Subchannel[] ready, Status? failure)
    {
        State = state;
        _ready = ready;
        Failure = failure;
        _turn = ready.Length > 1 ? (uint)Random.Shared.Next(ready.Length) : 0;
    }

    public ConnectivityState State { get; }

    /// <summary>Why calls that do not wait fail; null where they are to wait, or have somebody.</summary>
    public Status? Failure { get; }

    public static Picker Idle { get; } = new(ConnectivityState.Idle, [], null);

    public static Picker Connecting { get; } = new(ConnectivityState.Connecting, [], null);

    public static Picker Shutdown { get; } = new(ConnectivityState.Shutdown, [], new Status(StatusCode.Cancelled, "The channel is closed."));

    public static Picker Ready(params Subchannel[] ready) => new(ConnectivityState.Ready, ready, null);

    public static Picker Failing(Status failure) => new(ConnectivityState.TransientFailure, [], failure);

    public bool Serves(IEnumerable<Subchannel> ready) => _ready.Length > 0 && _ready.SequenceEqual(ready);

    public bool TryPick([NotNullWhen(true)] out Subchannel? subchannel)
    {
        subchannel = _ready.Length switch
        {
            0 => null,
            1 => _ready[0],
            var count => _ready[Interlocked.Increment(ref _turn) % (uint)count],
        };
        return subchannel is not null;
    }
}
