using System.Text;
using System.Text.Json;

namespace FactoryTwin.Rpc.Json;

/// <summary>The messages that have a form of their own.</summary>
internal sealed partial class JsonIntake
{
    private const int MaxTimeText = 64;

    private void WellKnown(ref Utf8JsonReader json, MessageShape shape)
    {
        switch (shape.Form)
        {
            case MessageForm.Wrapper:
                Single(ref json, shape.Fields[0]);
                break;
            case MessageForm.Struct:
                Map(ref json, shape.Fields[0]);
                break;
            case MessageForm.ListValue:
                List(ref json, shape.Fields[0]);
                break;
            case MessageForm.Value:
                AnyValue(ref json, shape);
                break;
            case MessageForm.Any when json.TokenType == JsonTokenType.StartObject:
                Any(ref json);
                break;
            default:
                if (json.TokenType == JsonTokenType.String && !json.ValueIsEscaped && shape.Form != MessageForm.FieldMask
                    ? !TryTime(shape, json.ValueSpan, wire)
                    : json.TokenType != JsonTokenType.String || !TryText(shape, Name(ref json), TextKind.String, wire))
                    Refuse(ref json, FieldWords.Expected(shape));
                break;
        }
    }

    /// <summary>Timestamp, Duration and FieldMask by their text.</summary>
    public static bool TryText(MessageShape shape, string? text, TextKind kind, WireBuilder wire)
    {
        if (text is null)
            return false;
        if (shape.Form == MessageForm.FieldMask)
            return TryMask(text, kind, wire);
        Span<byte> bytes = stackalloc byte[MaxTimeText];
        return Encoding.UTF8.TryGetBytes(text, bytes, out var length) && TryTime(shape, bytes[..length], wire);
    }

    private static bool TryTime(MessageShape shape, ReadOnlySpan<byte> bytes, WireBuilder wire)
    {
        long seconds;
        int nanos;
        if (!(shape.Form == MessageForm.Timestamp && TimeText.TryTimestamp(bytes, out seconds, out nanos))
            && !(shape.Form == MessageForm.Duration && TimeText.TryDuration(bytes, out seconds, out nanos)))
            return false;
        if (seconds != 0)
        {
            wire.Tag(1, WireKind.Varint);
            wire.Varint((ulong)seconds);
        }
        if (nanos != 0)
        {
            wire.Tag(2, WireKind.Varint);
            wire.Varint((ulong)nanos);
        }
        return true;
    }

    private static bool TryMask(string text, TextKind kind, WireBuilder wire)
    {
        if (text.Length == 0)
            return true;
        foreach (var path in text.AsSpan().Split(','))
        {
            if (MaskText.ToProto(text.AsSpan(path), eitherCase: kind == TextKind.Parameter) is not { } name)
                return false;
            wire.Tag(1, WireKind.Bytes);
            wire.Bytes(Encoding.UTF8.GetBytes(name));
        }
        return true;
    }

    /// <summary>google.protobuf.Value: field 1 null, 2 number, 3 text, 4 bool, 5 Struct, 6 ListValue.</summary>
    private void AnyValue(ref Utf8JsonReader json, MessageShape shape)
    {
        var number = json.TokenType switch
        {
            JsonTokenType.Null => 1,
            JsonTokenType.Number => 2,
            JsonTokenType.String => 3,
            JsonTokenType.True or JsonTokenType.False => 4,
            JsonTokenType.StartObject => 5,
            _ => 6,
        };
        Single(ref json, shape.ByNumber(number)!);
    }

    private void Any(ref Utf8JsonReader json)
    {
        var type = TypeOf(json);
        if (type is null)
        {
            // An object without anything in it is an Any without anything in it.
            var here = json;
            if (!here.Read() || here.TokenType != JsonTokenType.EndObject)
                Fault("An object with \"@type\" first, once, and with text in it is expected.");
            json.Skip();
            return;
        }
        if (types.Find(type) is not { } shape)
        {
            FaultAt(Path.With("@type"), $"There is no type '{FieldWords.Shortened(type)}' here.");
            json.Skip();
            return;
        }
        wire.Tag(1, WireKind.Bytes);
        wire.Bytes(Encoding.UTF8.GetBytes(type));
        wire.Tag(2, WireKind.Bytes);
        var start = wire.Begin();
        if (shape.Form == MessageForm.Plain)
            Fields(ref json, shape, inAny: true);
        else
            OnlyValue(ref json, shape);
        wire.End(start);
    }

    /// <summary>{"@type": …, "value": …}: the form of a message that is not an object of its fields.</summary>
    private void OnlyValue(ref Utf8JsonReader json, MessageShape shape)
    {
        var values = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("value"u8) && values++ == 0)
            {
                Path.Enter("value");
                json.Read();
                Message(ref json, shape);
                Path.Leave();
            }
            else if (json.ValueTextEquals("@type"u8))
            {
                json.Skip();
            }
            else
            {
                Unknown(ref json, shape, inAny: true);
            }
        }
        if (values != 1)
            FaultAt(Path.With("value"), "It is expected once.");
    }

    /// <summary>The "@type" of the object, wherever it stands; null where it has not exactly one. The reader is a copy.</summary>
    private static string? TypeOf(Utf8JsonReader json)
    {
        string? type = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isType = json.ValueTextEquals("@type"u8);
            json.Read();
            if (isType && (type is not null || json.TokenType != JsonTokenType.String || (type = Name(ref json)) is null))
                return null;
            json.Skip();
        }
        return type;
    }
}
