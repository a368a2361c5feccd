using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using FactoryTwin.Rpc.Wire;
using Grpc.Core;

namespace FactoryTwin.Rpc.Tests.Wire;

public sealed class FrameReaderTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [FsCheck.NUnit.Property(Replay = "(161803398,87)", MaxTest = 200)]
    public bool MessagesComeWholeHoweverTheirBytesArrive(string[]? messages, int seed)
    {
        var sent = (messages ?? []).Select(message => message ?? "").ToArray();
        var bytes = sent.SelectMany(message => Frame(0, Encoding.Unicode.GetBytes(message))).ToArray();
        return ReadInPiecesAsync(bytes, new Random(seed), sent.Length).GetAwaiter().GetResult().SequenceEqual(sent);
    }

    [Test]
    public async Task EndBetweenMessagesIsTheEnd() => Assert.That(await Reader([]).ReadAsync(new Text(), None), Is.Null);

    [TestCase(new byte[] { 0 }, TestName = "in the header")]
    [TestCase(new byte[] { 0, 0, 0, 0, 2, 65 }, TestName = "in the message")]
    public Task EndWithinAMessageIsInternal(byte[] bytes) => AssertFailsAsync(Reader(bytes), StatusCode.Internal);

    [Test]
    public Task UnknownFlagIsInternal() => AssertFailsAsync(Reader(Frame(2, [])), StatusCode.Internal);

    [Test]
    public Task MessageOverTheLimitIsRefusedByItsHeader() => AssertFailsAsync(Reader([0, 0xff, 0xff, 0xff, 0xff]), StatusCode.ResourceExhausted);

    [Test]
    public Task CompressedMessageNeedsAnEncoding() => AssertFailsAsync(Reader(Frame(1, [1])), StatusCode.Internal);

    [Test]
    public Task UnknownEncodingIsUnimplemented() => AssertFailsAsync(Reader(Frame(1, [1]), "br"), StatusCode.Unimplemented);

    [Test]
    public Task WhatIsNoGzipIsInternal() => AssertFailsAsync(Reader(Frame(1, [1, 2, 3]), "gzip"), StatusCode.Internal);

    [Test]
    public Task SmallGzipThatExpandsPastTheLimitIsRefused() => AssertFailsAsync(Reader(Frame(1, Zip(new byte[100_000])), "gzip"), StatusCode.ResourceExhausted);

    [Test]
    public async Task GzipIsExpanded() =>
        Assert.That(await Reader(Frame(1, Zip(Encoding.Unicode.GetBytes("hello"))), "gzip").ReadAsync(new Text(), None), Is.EqualTo("hello"));

    private static async Task<List<string>> ReadInPiecesAsync(byte[] bytes, Random random, int count)
    {
        var pipe = new Pipe();
        var writing = Task.Run(async () =>
        {
            for (var at = 0; at < bytes.Length;)
            {
                var piece = Math.Min(1 + random.Next(7), bytes.Length - at);
                await pipe.Writer.WriteAsync(bytes.AsMemory(at, piece));
                at += piece;
            }
            await pipe.Writer.CompleteAsync();
        });
        var frames = new FrameReader(pipe.Reader, 10_000, null);
        var read = new List<string>();
        while (read.Count <= count && await frames.ReadAsync(new Text(), None) is { } message) read.Add(message);
        await writing;
        return read;
    }

    private static async Task AssertFailsAsync(FrameReader reader, StatusCode code)
    {
        var e = await Assert.ThrowsAsync<RpcException>(async () => await reader.ReadAsync(new Text(), None));
        Assert.That(e!.StatusCode, Is.EqualTo(code));
    }

    private static FrameReader Reader(byte[] bytes, string? encoding = null) => new(PipeReader.Create(new ReadOnlySequence<byte>(bytes)), 10_000, encoding);

    private static byte[] Frame(byte flag, byte[] payload)
    {
        var frame = new byte[5 + payload.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), payload.Length);
        payload.CopyTo(frame, 5);
        return frame;
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal)) gzip.Write(bytes);
        return zipped.ToArray();
    }

    private sealed class Text : IFrameParser<string>
    {
        public string Parse(in ReadOnlySequence<byte> payload) => Encoding.Unicode.GetString(payload.ToArray());
    }
}
