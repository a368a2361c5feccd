using System.Net.Sockets;
using FactoryTwin.Fuzz.V1;
using FactoryTwin.Scheduler.V1;
using FactoryTwin.Twin.V1;
using Google.Protobuf;

namespace FactoryTwin.Fuzz.Runs;

/// <summary>
/// Other callers of the same gateway. It shares its connections to the services among all callers: whatever one sends, the
/// streams of the others go on.
/// </summary>
internal sealed class Neighbours : IAsyncDisposable
{
    private static readonly (string Path, IMessage? Request)[] Listening =
    [
        ("/factorytwin.ingestion.v1.Readings/StreamReadings", null),
        ("/factorytwin.twin.v1.Points/WatchPoints", new WatchPointsRequest()),
        ("/factorytwin.scheduler.v1.Plans/WatchPlans", new WatchPlansRequest { Parent = "machines/fuzz" }),
    ];

    private readonly List<HeldStream> _listening = [];
    private HeldStream _speaking = null!;

    private Neighbours()
    {
    }

    /// <summary>Null where the server cannot be reached: that is found otherwise.</summary>
    public static async Task<Neighbours?> TryOpenAsync(Server.Addresses addresses)
    {
        try
        {
            return await OpenAsync(addresses);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    public static async Task<Neighbours> OpenAsync(Server.Addresses addresses)
    {
        var neighbours = new Neighbours { _speaking = await HeldStream.OpenAsync(addresses, addresses.GatewayGrpc, "/factorytwin.test.fuzz.v1.Probe/EchoThings") };
        foreach (var (path, request) in Listening)
        {
            var stream = await HeldStream.OpenAsync(addresses, addresses.GatewayGrpc, path);
            if (request is not null)
                await stream.SendAsync(request, last: true);
            neighbours._listening.Add(stream);
        }
        // All have arrived once the last is answered.
        return await neighbours.CheckAsync() is { } fault ? throw new InvalidOperationException(fault) : neighbours;
    }

    /// <summary>What happened to one of them; null where all are well.</summary>
    public async Task<string?> CheckAsync() =>
        await _speaking.EchoAsync(new Thing { Text = "still there" }) ?? _listening.Select(each => each.Fault()).FirstOrDefault(fault => fault is not null);

    public async ValueTask DisposeAsync()
    {
        await _speaking.DisposeAsync();
        foreach (var each in _listening)
            await each.DisposeAsync();
    }
}
