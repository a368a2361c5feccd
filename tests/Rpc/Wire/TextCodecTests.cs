using FactoryTwin.Rpc.Wire;
using Grpc.Core;

namespace FactoryTwin.Rpc.Tests.Wire;

public sealed class TextCodecTests
{
    [TestCase("plain text, as it is.", "plain text, as it is.")]
    [TestCase("100 %", "100 %25")]
    [TestCase("é\n", "%C3%A9%0A")]
    public void MessageIsPercentEncoded(string text, string encoded)
    {
        Assert.That(MessageTextCodec.Encode(text), Is.EqualTo(encoded));
        Assert.That(MessageTextCodec.Decode(encoded), Is.EqualTo(text));
    }

    [TestCase("%", "%")]
    [TestCase("%4", "%4")]
    [TestCase("%zz!", "%zz!")]
    [TestCase("a%20b%", "a b%")]
    public void WhatIsNoEscapeStays(string encoded, string text) => Assert.That(MessageTextCodec.Decode(encoded), Is.EqualTo(text));

    [FsCheck.NUnit.Property(Replay = "(271828182,45)")]
    public bool EveryMessageComesBack(string? text)
    {
        // A lone surrogate is no text: UTF-8 has no bytes for it.
        var valid = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text ?? ""));
        var encoded = MessageTextCodec.Encode(valid);
        return encoded.All(c => c is >= ' ' and <= '~') && MessageTextCodec.Decode(encoded) == valid;
    }

    [FsCheck.NUnit.Property(Replay = "(314159265,35)")]
    public bool EveryBinaryValueComesBack(byte[]? bytes)
    {
        bytes ??= [];
        var metadata = new Metadata();
        MetadataCodec.Add(metadata, "X-Bin", MetadataCodec.Format(new Metadata.Entry("x-bin", bytes)));
        return metadata.GetValueBytes("x-bin")!.SequenceEqual(bytes);
    }

    [TestCase("AQ==,Ag", new byte[] { 1 }, new byte[] { 2 })]
    [TestCase("AQ, Ag==", new byte[] { 1 }, new byte[] { 2 })]
    public void BinaryValuesComeWithOrWithoutPaddingAndJoined(string value, byte[] first, byte[] second)
    {
        var metadata = new Metadata();
        MetadataCodec.Add(metadata, "x-bin", value);
        Assert.That(metadata.GetAll("x-bin").Select(entry => entry.ValueBytes), Is.EqualTo(new[] { first, second }));
    }

    [Test]
    public void BinaryValueThatIsNoBase64IsLeftOut()
    {
        var metadata = new Metadata();
        MetadataCodec.Add(metadata, "x-bin", "!?");
        Assert.That(metadata, Is.Empty);
    }

    [TestCase("application/grpc", true)]
    [TestCase("application/grpc+proto", true)]
    [TestCase("application/grpc; charset=utf-8", true)]
    [TestCase("Application/GRPC", true)]
    [TestCase("application/grpc+json", false)]
    [TestCase("application/grpc-web", false)]
    [TestCase("application/grpcx", false)]
    [TestCase("application/json", false)]
    [TestCase(null, false)]
    public void OnlyGrpcWithProtobufIsTaken(string? contentType, bool taken) => Assert.That(RpcHeaders.IsGrpc(contentType), Is.EqualTo(taken));
}
