using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace FactoryTwin.Rest.Tests;

/// <summary>The public EventSource client (npm eventsource) reads our streams and comes back after a cut.</summary>
internal sealed class EventSourceTests
{
    [Test]
    public async Task A_public_client_comes_back_after_a_cut_and_sees_every_event_once()
    {
        await using var server = await RestServer.StartAsync(new Rpc.Transcoding.TranscodingOptions { Retry = TimeSpan.FromMilliseconds(20) });
        var outcome = await RunAsync(server.Client.BaseAddress + "v1/count?end=40");

        // The proxy in the peer cuts the connection after some bytes, again and again.
        Assert.That(outcome["numbers"]!.AsArray().Select(each => (int)each!), Is.EqualTo(Enumerable.Range(1, 40)), outcome.ToJsonString());
        Assert.That((int)outcome["connections"]!, Is.GreaterThan(2));
        Assert.That((bool)outcome["ended"]!, Is.True);
    }

    private static async Task<JsonNode> RunAsync(string url, [CallerFilePath] string here = "")
    {
        var peers = Path.Combine(Path.GetDirectoryName(here)!, "peers");
        Assert.That(Directory.Exists(Path.Combine(peers, "node_modules", "eventsource")), "The client is missing: run tests/Rest/peers/setup.sh.");
        using var process = Process.Start(new ProcessStartInfo("node", ["event-source.mjs", url])
        {
            WorkingDirectory = peers,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var errors = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
        Assert.That(process.ExitCode, Is.Zero, await errors);
        return JsonNode.Parse(await output)!;
    }
}
