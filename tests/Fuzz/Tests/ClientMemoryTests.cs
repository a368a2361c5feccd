using System.IO.Compression;
using FactoryTwin.Fuzz.Attacks;
using FactoryTwin.Fuzz.Runs;
using FactoryTwin.Fuzz.V1;
using FactoryTwin.Fuzz.Wire;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using static FactoryTwin.Fuzz.Attacks.Http2Cases;

namespace FactoryTwin.Fuzz.Tests;

/// <summary>Whatever a server sends, and however much: the call ends in time, and what our client holds of it is bounded.</summary>
internal sealed class ClientMemoryTests
{
    /// <summary>A message at its limit (4 MiB), and what lies on the way.</summary>
    private const long Most = 8L << 20;

    private static readonly byte[] Head = [.. Frames.Settings((3, 100)), .. Frames.Headers(1, Hpack.Encode([(":status", "200"), ("content-type", "application/grpc"), ("grpc-encoding", "gzip")]), endStream: false)];

    private static readonly byte[] Small = Requests.Message(new Thing { Text = new string('a', 1000) }.ToByteArray());

    private static readonly TestCaseData[] Kinds =
    [
        new(Head, Repeat(60, Frames.Data(1, Repeat(16, Small), endStream: false)), true, true) { TestName = "messages, read" },
        new(Head, Repeat(60, Frames.Data(1, Repeat(16, Small), endStream: false)), true, false) { TestName = "messages, not read" },
        new((byte[])[.. Head, .. Frames.Data(1, [0, 0xff, 0xff, 0xff, 0xff], endStream: false)], Repeat(60, Frames.Data(1, new byte[Frames.MaxPayload], endStream: false)), true, true) { TestName = "a message of 4 GiB" },
        new((byte[])[.. Head, .. Frames.Data(1, [0, 0x00, 0x3f, 0xff, 0xff], endStream: false)], Repeat(60, Frames.Data(1, new byte[Frames.MaxPayload], endStream: false)), true, true) { TestName = "messages as large as may be" },
        new(Head, Bombs(), true, true) { TestName = "gzip bombs" },
        new(Frames.Settings((3, 100)), Repeat(500, Frames.Headers(1, Hpack.Encode([(":status", "103"), ("x", new string('a', 1000))]), endStream: false)), true, true) { TestName = "informational headers" },
        new((byte[])[.. Frames.Settings((3, 100)), .. Frames.Frame(FrameType.Headers, 0, 1, Hpack.Encode([(":status", "200")]))], Repeat(60, Frames.Frame(FrameType.Continuation, 0, 1, Hpack.Encode([("x", new string('a', 8000))]))), true, true) { TestName = "headers without end" },
        new((byte[])[.. Frames.Settings((3, 100)), .. Frames.Frame(FrameType.Headers, 0, 1, Hpack.Encode([(":status", "200")]))], Repeat(5000, Frames.Frame(FrameType.Continuation, 0, 1, [])), true, true) { TestName = "empty parts of headers" },
        new(Head, Repeat(5000, Frames.Data(1, [], endStream: false)), true, true) { TestName = "empty DATA" },
        new(Head, Repeat(5000, Frames.Ping(1)), true, true) { TestName = "PINGs" },
        new(Head, Repeat(5000, Frames.Ping(1)), false, true) { TestName = "PINGs whose answers are not read" },
        new(Head, Repeat(2000, Frames.Settings((3, 100))), false, true) { TestName = "SETTINGS whose answers are not read" },
        new(Head, Repeat(5000, Frames.WindowUpdate(1, 1)), true, true) { TestName = "room without end" },
        new(Head, Repeat(500, Frames.Frame(200, 0, 1, new byte[1000])), true, true) { TestName = "unknown frames" },
    ];

    [TestCaseSource(nameof(Kinds))]
    public async Task What_is_held_of_it_is_bounded(byte[] begin, byte[] again, bool serverReads, bool clientReads)
    {
        await using var server = EndlessServer.Start(begin, again, serverReads);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var channel = GrpcChannel.ForAddress(server.Address);
        var call = CallAsync(new Probe.ProbeClient(channel), clientReads);
        var most = 0L;
        while (!call.IsCompleted)
        {
            await Task.WhenAny(call, Task.Delay(100));
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }
        await TestContext.Out.WriteLineAsync($"sent {server.Sent >> 20} MiB, held at most {most / 1024} KiB, ended {await call}");
        Assert.That(most, Is.LessThan(Most));
    }

    /// <summary>The status with which it ends.</summary>
    private static async Task<StatusCode> CallAsync(Probe.ProbeClient client, bool reads)
    {
        using var call = client.WatchThings(new Thing { Name = "probes/a" }, deadline: DateTime.UtcNow.AddSeconds(1.5));
        try
        {
            if (!reads)
                await Task.Delay(TimeSpan.FromSeconds(2));
            while (await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(FiringRange.Patience))
            {
            }
            return StatusCode.OK;
        }
        catch (RpcException fault)
        {
            return fault.StatusCode;
        }
    }

    private static byte[] Bombs()
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
            gzip.Write(new byte[64 << 20]);
        return [.. Requests.Message(target.ToArray(), 1).Chunk(Frames.MaxPayload).SelectMany(part => Frames.Data(1, part, endStream: false))];
    }
}
