using System.Diagnostics;
using System.Net.Sockets;
using FactoryTwin.Fuzz.Attacks;
using FactoryTwin.Fuzz.Server;
using FactoryTwin.Fuzz.Wire;

namespace FactoryTwin.Fuzz.Runs;

/// <summary>What must be true of the server whatever was sent to it.</summary>
internal sealed class WellBeing(ServerProcess server, FiringRange range)
{
    /// <summary>How long what was cut off may take to end: handlers hear of it at their next step, connections when they are closed.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);

    private Vitals? _idle;

    /// <summary>It lives, answers sound requests on new connections, and logged no fault of its own.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync()
    {
        if (server.HasExited || await server.MeasureAsync() is not { } vitals)
            return ["the server's process is gone"];
        List<string> faults = [.. vitals.Faults.Select(line => "logged: " + line)];
        try
        {
            faults.AddRange(await SoundAsync());
        }
        catch (Exception gone) when (gone is SocketException or IOException)
        {
            faults.Add($"the server cannot be reached: {gone.Message}");
        }
        return faults;
    }

    private async Task<List<string>> SoundAsync()
    {
        List<string> faults = [];
        await using var fresh = new FiringRange(range.Addresses, range.Targets);
        foreach (var door in (Uri[])[range.Addresses.GatewayGrpc, range.Addresses.Services[range.Targets[0].Service]])
        {
            var answer = await Requests.CallAsync(fresh, door, Requests.Grpc("/grpc.health.v1.Health/Check", range.Addresses.UserToken, "20S"), Requests.Message([]));
            if (door != range.Addresses.GatewayGrpc ? answer.GrpcStatus != "0" : answer.GrpcStatus is null)
                faults.Add($"a sound call to {door} got {answer.Status} {answer.GrpcStatus} {answer.GrpcMessage}");
        }
        var page = await fresh.Http1Async("GET /healthz/live HTTP/1.1\r\nHost: fuzz\r\n\r\n"u8.ToArray(), FiringRange.Patience);
        if (page.Status != 200)
            faults.Add($"a sound request to the gateway got {page.Status}");
        return faults;
    }

    /// <summary>Waits until no call, request or connection is left but those that the services keep to each other.</summary>
    public async Task<(Vitals? Vitals, IReadOnlyList<string> Faults)> RestAsync()
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (server.HasExited || await server.MeasureAsync() is not { } now)
                return (null, ["the server's process is gone"]);
            // The services' own calls to each other come and go: the least that was seen at rest is what is theirs.
            var quiet = now is { Calls: 0, Requests: 0 } && (_idle is null || now.Connections <= _idle.Connections + 2);
            if (quiet || clock.Elapsed > Settling)
            {
                _idle ??= now;
                List<string> faults = [.. now.Faults.Select(line => "logged: " + line)];
                if (!quiet)
                    faults.Add($"left behind: {now.Calls} calls, {now.Requests} requests, {now.Connections} connections (at rest before: {_idle.Connections})");
                return (now, faults);
            }
            await Task.Delay(200);
        }
    }

    public static IEnumerable<string> Growth(Vitals before, Vitals? after, FuzzOptions options)
    {
        if (after is null)
            yield break;
        if (after.Kept - before.Kept > options.HeapGrowth)
            yield return $"the heap grew from {before.Kept >> 20} to {after.Kept >> 20} MiB without the web server's pools";
        if (after.Pooled - before.Pooled > options.PoolGrowth)
            yield return $"the web server's pools grew from {before.Pooled >> 20} to {after.Pooled >> 20} MiB";
        if (after.Resident - before.Resident > options.ResidentGrowth)
            yield return $"the process grew from {before.Resident >> 20} to {after.Resident >> 20} MiB";
    }
}
