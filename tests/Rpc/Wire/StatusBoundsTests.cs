using FactoryTwin.Rpc.Wire;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace FactoryTwin.Rpc.Tests.Wire;

/// <summary>Whatever a handler says, its status fits into the headers that any client takes.</summary>
public sealed class StatusBoundsTests
{
    [TestCase("a")]
    [TestCase("\n")]
    [TestCase("用")]
    [TestCase("𝄞")]
    [TestCase("\ud800")]
    public void LongMessageIsCutBetweenCharacters(string letter)
    {
        foreach (var length in (int[])[1, 100, 227, 228, 680, 2045, 2046, 2048, 2049, 100_000])
        {
            var text = string.Concat(Enumerable.Repeat(letter, length));
            var cut = StatusBounds.Message(text);
            var encoded = MessageTextCodec.Encode(cut);
            Assert.That(encoded, Has.Length.AtMost(StatusBounds.MostMessage));
            Assert.That(cut == text || (cut.EndsWith("...", StringComparison.Ordinal) && text.StartsWith(cut[..^3], StringComparison.Ordinal)), Is.True);
            Assert.That(cut == text, Is.EqualTo(MessageTextCodec.Encode(text).Length <= StatusBounds.MostMessage), $"{length}");
        }
    }

    [TestCase(1, 100_000, 1)]
    [TestCase(5000, 10, 20)]
    [TestCase(5000, 3000, 2)]
    public void LongDetailsKeepReasonAndFirstFields(int fields, int letters, int atLeast)
    {
        var error = RpcErrors.InvalidArgument([.. Enumerable.Range(0, fields).Select(index => ($"field_{index}", new string('x', letters)))]);
        var bytes = StatusBounds.Details(error.Trailers.GetValueBytes(RpcErrors.DetailsTrailer)!)!;
        var status = Google.Rpc.Status.Parser.ParseFrom(bytes);
        var told = status.Details.Single(each => each.Is(BadRequest.Descriptor)).Unpack<BadRequest>().FieldViolations;
        Assert.That(bytes, Has.Length.AtMost(StatusBounds.MostDetails));
        Assert.That(status.Details.Single(each => each.Is(ErrorInfo.Descriptor)).Unpack<ErrorInfo>().Reason, Is.EqualTo("INVALID_ARGUMENT"));
        Assert.That(told, Has.Count.AtLeast(atLeast));
        Assert.That(told.Select(each => each.Field), Is.EqualTo(Enumerable.Range(0, told.Count).Select(index => $"field_{index}")));
    }

    [Test]
    public void DetailThatDoesNotFitIsLeftOut()
    {
        var error = RpcErrors.Create(StatusCode.NotFound, "NOT_FOUND", "no", new ResourceInfo { ResourceName = new string('x', 10_000) }, new RequestInfo { RequestId = "1" });
        var status = Google.Rpc.Status.Parser.ParseFrom(StatusBounds.Details(error.Trailers.GetValueBytes(RpcErrors.DetailsTrailer)!));
        Assert.That(status.Details.Select(each => Any.GetTypeName(each.TypeUrl)), Is.EqualTo(new[] { "google.rpc.ErrorInfo", "google.rpc.RequestInfo" }));
    }

    [Test]
    public void BytesThatAreNoStatusAreLeftOut() => Assert.That(StatusBounds.Details(new byte[10_000]), Is.Null);
}
