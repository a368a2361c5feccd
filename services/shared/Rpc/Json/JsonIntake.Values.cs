using System.Buffers;
using System.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Json;

/// <summary>Single values, lists and maps.</summary>
internal sealed partial class JsonIntake
{
    private void Single(ref Utf8JsonReader json, FieldShape field)
    {
        var before = wire.Count;
        wire.Tag(field.Number, field.Wire);
        var value = wire.Count;
        Untagged(ref json, field);
        // Where absence means the default, the default is absence: the encoding is that of every other writer.
        if (!field.HasPresence && !wire.WrittenSpan[value..].ContainsAnyExcept((byte)0))
            wire.Truncate(before);
    }

    private void Untagged(ref Utf8JsonReader json, FieldShape field)
    {
        if (field.IsMessage)
        {
            var start = wire.Begin();
            Message(ref json, field.Message);
            wire.End(start);
        }
        else if (field.Enum?.IsNull == true && json.TokenType == JsonTokenType.Null)
        {
            wire.Varint(0);
        }
        else
        {
            Scalar(ref json, field);
        }
    }

    private void Scalar(ref Utf8JsonReader json, FieldShape field)
    {
        var taken = json.TokenType switch
        {
            JsonTokenType.Number => ScalarText.TryWrite(field, TextKind.Number, json.ValueSpan, wire),
            JsonTokenType.True or JsonTokenType.False => ScalarText.TryWrite(field, TextKind.Literal, json.ValueSpan, wire),
            JsonTokenType.String => Text(ref json, field, TextKind.String),
            _ => false,
        };
        if (!taken)
            Refuse(ref json, FieldWords.Expected(field));
    }

    /// <summary>The text at the reader, a string or a name, as a value of the field.</summary>
    private bool Text(ref Utf8JsonReader json, FieldShape field, TextKind kind)
    {
        if (!json.ValueIsEscaped)
            return ScalarText.TryWrite(field, kind, json.ValueSpan, wire);
        var room = ArrayPool<byte>.Shared.Rent(json.ValueSpan.Length);
        try
        {
            return TryUnescape(ref json, room, out var text) && ScalarText.TryWrite(field, kind, text, wire);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
        }
    }

    /// <summary>False where an escape leaves half a character (an unpaired surrogate).</summary>
    private static bool TryUnescape(ref Utf8JsonReader json, byte[] room, out ReadOnlySpan<byte> text)
    {
        try
        {
            text = room.AsSpan(0, json.CopyString(room));
            return true;
        }
        catch (InvalidOperationException)
        {
            text = [];
            return false;
        }
    }

    private void List(ref Utf8JsonReader json, FieldShape field)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            Refuse(ref json, "an array");
            return;
        }
        var before = wire.Count;
        var packed = field.IsPacked ? BeginPacked(field) : -1;
        for (var index = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; index++)
        {
            Path.Enter(index);
            if (packed < 0)
                wire.Tag(field.Number, field.Wire);
            Untagged(ref json, field);
            Path.Leave();
        }
        if (packed == wire.Count)
            wire.Truncate(before);
        else if (packed >= 0)
            wire.End(packed);
    }

    private int BeginPacked(FieldShape field)
    {
        wire.Tag(field.Number, WireKind.Bytes);
        return wire.Begin();
    }

    private void Map(ref Utf8JsonReader json, FieldShape field)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            Refuse(ref json, "an object");
            return;
        }
        if (++_depth > MaxDepth)
        {
            Fault($"This is nested deeper than {MaxDepth} levels.");
            json.Skip();
            _depth--;
            return;
        }
        string? first = null;
        HashSet<string>? names = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = Name(ref json);
            Path.Enter(FieldWords.Shortened(name ?? ""));
            if (first is null)
                first = name;
            else if (!(names ??= new HashSet<string>(StringComparer.Ordinal) { first }).Add(name ?? ""))
                Fault("This is given twice.");
            Entry(ref json, field);
            Path.Leave();
        }
        _depth--;
    }

    private void Entry(ref Utf8JsonReader json, FieldShape field)
    {
        wire.Tag(field.Number, WireKind.Bytes);
        var start = wire.Begin();
        wire.Tag(1, field.MapKey.Wire);
        if (!Text(ref json, field.MapKey, TextKind.Key))
            Fault(field.MapKey.Type == FieldType.String ? "The name holds half a character." : $"The name is not {FieldWords.Expected(field.MapKey)}.");
        json.Read();
        wire.Tag(2, field.MapValue.Wire);
        Untagged(ref json, field.MapValue);
        wire.End(start);
    }
}
