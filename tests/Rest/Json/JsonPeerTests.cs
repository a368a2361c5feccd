using System.Buffers;
using System.Collections;
using System.Text;
using FactoryTwin.Rest.Tests.V1;
using FactoryTwin.Rpc.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Rest.Tests.Json;

/// <summary>Our JSON and that of Google's Python library say the same of thousands of random messages.</summary>
internal sealed class JsonPeerTests
{
    private static readonly TypeRegistry Types = TypeRegistry.FromFiles(KindsReflection.Descriptor);
    private static readonly ProtoJson Json = new(new JsonTypes([KindsReflection.Descriptor]));

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void What_we_write_is_read_there_as_the_same_message(int seed)
    {
        using var peer = new JsonPeer(Kinds.Descriptor);
        var random = new RandomMessages(seed);
        for (var count = 0; count < 1000; count++)
        {
            var message = random.Next();
            var text = Write(message);
            AssertSame(Kinds.Parser.ParseFrom(peer.Parse(text)), message, text);
        }
    }

    [TestCase(11, false, false)]
    [TestCase(12, true, false)]
    [TestCase(13, false, true)]
    public void What_is_written_there_we_read_as_the_same_message(int seed, bool protoNames, bool defaults)
    {
        using var peer = new JsonPeer(Kinds.Descriptor);
        var random = new RandomMessages(seed);
        for (var count = 0; count < 1000; count++)
        {
            var message = random.Next();
            var text = peer.Print(message, protoNames, defaults);
            AssertSame(Kinds.Parser.ParseFrom(Json.Read(Encoding.UTF8.GetBytes(text), Kinds.Descriptor)), message, text);
        }
    }

    [Test]
    public void Our_own_text_is_read_back_the_same()
    {
        var random = new RandomMessages(21);
        for (var count = 0; count < 2000; count++)
        {
            var message = random.Next();
            var text = Write(message);
            AssertSame(Kinds.Parser.ParseFrom(Json.Read(Encoding.UTF8.GetBytes(text), Kinds.Descriptor)), message, text);
        }
    }

    /// <summary>Names the field that differs: a whole message is too long to be looked at.</summary>
    private static void AssertSame(Kinds actual, Kinds expected, string text)
    {
        Unify(actual);
        Unify(expected);
        if (actual.Equals(expected))
            return;
        var different = Kinds.Descriptor.Fields.InDeclarationOrder()
            .Where(field => !Equals(field.Accessor.GetValue(actual), field.Accessor.GetValue(expected)))
            .Select(field => field.Name);
        Assert.Fail($"{string.Join(", ", different)} differ in {text}");
    }

    /// <summary>Encodes what is in each Any in one way: which defaults an encoder leaves out of the entries of a map is its own choice.</summary>
    private static void Unify(IMessage message)
    {
        if (message is Any any && Types.Find(Any.GetTypeName(any.TypeUrl)) is { } type)
        {
            var inner = type.Parser.ParseFrom(any.Value);
            Unify(inner);
            any.Value = inner.ToByteString();
        }
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            foreach (var inner in field.Accessor.GetValue(message) switch
            {
                IMessage one => [one],
                IDictionary map => map.Values.OfType<IMessage>(),
                IList list => list.OfType<IMessage>(),
                _ => [],
            })
                Unify(inner);
        }
    }

    private static string Write(IMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        Json.Write(output, message);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
