using System.IO.Compression;
using FactoryTwin.Fuzz.Inputs;
using FactoryTwin.Fuzz.Runs;
using FactoryTwin.Fuzz.Verdicts;
using Google.Protobuf;

namespace FactoryTwin.Fuzz.Attacks;

/// <summary>gRPC's own framing: prefixes, flags, compression, the number of messages, headers.</summary>
internal sealed class FramingAttack : IAttack
{
    private static readonly byte[] Bomb = Zip(new byte[64 << 20]);

    private sealed record Case(string What, GrpcFault Fault, byte[] Body, params (string Name, string Value)[] Headers);

    public string Name => "framing";

    public async Task<string?> RunAsync(FiringRange range, Random random)
    {
        var target = random.Of(range.Targets);
        var sound = MessageMaker.Make(random, target.Method.InputType).ToByteArray();
        var given = Make(random, sound, target.Method.IsClientStreaming);
        var headers = Requests.Grpc(target.Path, range.Addresses.UserToken, Requests.Timeout(target));
        headers.RemoveAll(header => given.Headers.Any(other => other.Name == header.Name));
        headers.AddRange(given.Headers);
        var answer = await Requests.CallAsync(range, Requests.Door(range, random, target), headers, given.Body);
        var words = $"{target.Path}: {given.What} {string.Join(' ', given.Headers)} {Convert.ToHexString(given.Body.AsSpan(0, Math.Min(given.Body.Length, 200)))}";
        if (answer.IsSilence || answer is { GrpcStatus: null, Reset: null, Ended: false, GoAway: null })
            return $"no answer to {words}";
        return Verdict.Grpc(answer, given.Fault) is { } fault ? $"{fault}; sent {words}" : null;
    }

    private static Case Make(Random random, byte[] sound, bool stream) => random.Next(18) switch
    {
        0 => new("prefix cut", GrpcFaults.Cut, Requests.Message(sound)[..random.Next(1, 5)]),
        1 => new("message cut", GrpcFaults.Cut, Requests.Message(sound, length: (uint)sound.Length + (uint)random.Next(1, 1000))),
        2 => new("length beyond the limit", GrpcFaults.None, Requests.Message(sound, length: (uint)random.NextInt64(4194305, 1L << 32))),
        3 => new("length of 4 GiB", GrpcFaults.None, Requests.Message([], length: uint.MaxValue)),
        4 => new("compressed, no encoding", GrpcFaults.Flag, Requests.Message(Zip(sound), 1)),
        5 => new("compressed, identity", GrpcFaults.Flag, Requests.Message(Zip(sound), 1), ("grpc-encoding", "identity")),
        6 => new("unknown flag", GrpcFaults.Flag, Requests.Message(sound, (byte)random.Next(2, 256))),
        7 => new("garbage for gzip", GrpcFaults.Decompression, Requests.Message(random.Bytes(random.Next(0, 100)), 1), ("grpc-encoding", "gzip")),
        8 => new("gzip damaged", GrpcFaults.Decompression, Requests.Message(Mutations.Damage(random, Zip(sound)), 1), ("grpc-encoding", "gzip")),
        9 => new("gzip bomb", GrpcFaults.None, Requests.Message(Bomb, 1), ("grpc-encoding", "gzip")),
        10 => new("gzip in gzip", GrpcFaults.Message, Requests.Message(Zip(Zip(sound)), 1), ("grpc-encoding", "gzip")),
        11 when !stream => new("several messages", GrpcFaults.Cardinality, [.. Enumerable.Range(0, random.Next(2, 50)).SelectMany(_ => Requests.Message(sound))]),
        12 when !stream => new("no message", GrpcFaults.Cardinality, []),
        13 => new("unknown encoding", GrpcFaults.Encoding, Requests.Message(sound, (byte)random.Next(2)), ("grpc-encoding", random.Of(["br", "snappy", "deflate", "GZIP", "gzip,identity", "x y", ""]))),
        14 => new("timeout", GrpcFaults.Deadline, Requests.Message(sound), ("grpc-timeout", random.Of(["", "S", "1", "1s", "-1S", "123456789S", "1.5S", "0n", "99999999H", "1 S", "１S", "+1S", "0x1S", "99999999n"]))),
        15 => new("metadata", GrpcFaults.None, Requests.Message(sound), ($"x-{random.Next(9)}-bin", random.Of(["%%%", "A", "=", "AAAA====", ",,,", "A,B,C", "YQ==,!", " ", "-_-_"])), ("x-many", new string('v', random.Next(4000)))),
        16 => new("encodings accepted", GrpcFaults.None, Requests.Message(sound), ("grpc-accept-encoding", random.Of([",", "gzip,gzip,gzip", "*", "identity;q=0", new string(',', 2000)]))),
        17 => new("authorization", GrpcFaults.None, Requests.Message(sound), ("authorization", random.Of(["", "Bearer", "Bearer ", "bearer x", "Bearer a.b.c", "Bearer " + new string('.', 3000), "Basic eDp5", "Bearer eyJhbGciOiJub25lIn0.e30.", "\u00ff"]))),
        _ => new("sound", GrpcFaults.Decompression, Requests.Message(Zip(sound), 1), ("grpc-encoding", "gzip")),
    };

    private static byte[] Zip(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return target.ToArray();
    }
}
