using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;

namespace FactoryTwin.Rpc.Wire;

/// <summary>
/// Keeps the status of a call to a size that every client takes. It travels in headers, of which gRPC's own clients take 8 KiB, and
/// words of the caller's may stand in it: a client that gets more ends the connection, with every other call on it, which at a proxy are other callers' calls.
/// </summary>
internal static class StatusBounds
{
    /// <summary>Characters of grpc-message, after encoding.</summary>
    public const int MostMessage = 2048;

    /// <summary>Bytes of a serialised status with its details; base64 makes a third more of them.</summary>
    public const int MostDetails = 3072;

    /// <summary>Bytes of one text within the details.</summary>
    private const int MostText = 512;

    private const string Cut = "...";

    /// <summary>As much of the message as may be sent.</summary>
    public static string Message(string text) => Shorten(text, MostMessage, static rune => MessageTextCodec.SizeOf(rune));

    /// <summary>A serialised <c>google.rpc.Status</c> with shorter texts and fewer details; null where it cannot be read.</summary>
    public static byte[]? Details(byte[] serialised)
    {
        try
        {
            return Fit(Google.Rpc.Status.Parser.ParseFrom(serialised)).ToByteArray();
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static Google.Rpc.Status Fit(Google.Rpc.Status large)
    {
        var fitting = new Google.Rpc.Status { Code = large.Code, Message = Text(large.Message) };
        foreach (var detail in large.Details)
        {
            fitting.Details.Add(detail.Is(BadRequest.Descriptor) ? Any.Pack(Fit(detail.Unpack<BadRequest>(), MostDetails - fitting.CalculateSize())) : detail);
            if (fitting.CalculateSize() > MostDetails) fitting.Details.RemoveAt(fitting.Details.Count - 1);
        }
        return fitting;
    }

    /// <summary>As many wrong fields as there is room for: the first are told, with shorter words.</summary>
    private static BadRequest Fit(BadRequest large, int room)
    {
        // For the type's name and the lengths around it.
        const int frame = 100;
        var fitting = new BadRequest();
        foreach (var each in large.FieldViolations)
        {
            var shorter = new BadRequest.Types.FieldViolation { Field = Text(each.Field), Description = Text(each.Description) };
            if (fitting.CalculateSize() + shorter.CalculateSize() + frame > room) break;
            fitting.FieldViolations.Add(shorter);
        }
        return fitting;
    }

    private static string Text(string text) => Shorten(text, MostText, static rune => rune.Utf8SequenceLength);

    private static string Shorten(string text, int most, Func<Rune, int> sizeOf)
    {
        if (text.Length * 9L <= most) return text;
        var (size, keep, at) = (0, 0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            size += sizeOf(rune);
            if (size > most) return text[..keep] + Cut;
            at += rune.Utf16SequenceLength;
            if (size <= most - Cut.Length) keep = at;
        }
        return text;
    }
}
