using System.Text;
using System.Text.Json;

namespace FactoryTwin.Rpc.Json;

/// <summary>
/// Reads JSON into the encoding of a message, by the descriptor alone. It goes on after a fault, so that a caller hears of
/// all of them at once.
/// </summary>
internal sealed partial class JsonIntake(JsonTypes types, WireBuilder wire, Action<string>? saw = null)
{
    /// <summary>How deep messages may be nested: what protobuf's own readers take.</summary>
    public const int MaxDepth = 100;

    private const int MaxFaults = 20;
    private readonly List<(string Field, string Description)> _faults = [];
    private int _depth;

    public JsonPath Path { get; } = new();

    /// <summary>What was wrong, by the names that the caller wrote.</summary>
    public IReadOnlyList<(string Field, string Description)> Faults => _faults;

    /// <summary>Reads the value at the reader, whole; the fields are appended to the wire.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public void Message(ref Utf8JsonReader json, MessageShape shape)
    {
        if (++_depth > MaxDepth)
        {
            Fault($"This is nested deeper than {MaxDepth} levels.");
            json.Skip();
        }
        else if (shape.Form != MessageForm.Plain)
        {
            WellKnown(ref json, shape);
        }
        else if (json.TokenType == JsonTokenType.StartObject)
        {
            Fields(ref json, shape, inAny: false);
        }
        else
        {
            Refuse(ref json, "an object");
        }
        _depth--;
    }

    /// <summary>The value of one field at the reader, with its tag. Null is the same as nothing, but for a Value and a NullValue.</summary>
    public void Field(ref Utf8JsonReader json, FieldShape field)
    {
        if (json.TokenType == JsonTokenType.Null && !TakesNull(field))
            return;
        if (field.IsMap)
            Map(ref json, field);
        else if (field.IsList)
            List(ref json, field);
        else
            Single(ref json, field);
    }

    public void Fault(string description) => FaultAt(Path.ToString(), description);

    /// <summary>The value is none of these; moves over it.</summary>
    private void Refuse(ref Utf8JsonReader json, string expected)
    {
        Fault($"{FieldWords.Found(ref json)} is not {expected}.");
        json.Skip();
    }

    private void FaultAt(string field, string description)
    {
        if (_faults.Count < MaxFaults)
            _faults.Add((field, description));
    }

    private void Fields(ref Utf8JsonReader json, MessageShape shape, bool inAny)
    {
        var words = (shape.Fields.Length + 63) / 64;
        Span<ulong> seen = words <= 4 ? stackalloc ulong[4] : new ulong[words];
        seen.Clear();
        Span<int> oneofs = shape.Descriptor.Oneofs.Count <= 16 ? stackalloc int[16] : new int[shape.Descriptor.Oneofs.Count];
        oneofs.Clear();
        var next = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var field = json.ValueIsEscaped ? shape.ByName(Name(ref json) ?? "\n") : shape.ByName(json.ValueSpan, next);
            if (field is null)
            {
                Unknown(ref json, shape, inAny);
                continue;
            }
            next = field.Index + 1;
            var isJsonName = json.ValueTextEquals(field.JsonNameBytes);
            if (!isJsonName)
                saw?.Invoke(field.Name);
            Path.Enter(isJsonName ? field.JsonName : field.Name);
            json.Read();
            if ((seen[field.Index >> 6] & (1ul << (field.Index & 63))) != 0)
            {
                Fault("This is given twice.");
                json.Skip();
            }
            else if (field.Oneof >= 0 && oneofs[field.Oneof] > 0 && (json.TokenType != JsonTokenType.Null || TakesNull(field)))
            {
                Fault($"Only one of these may be given, and {shape.ByNumber(oneofs[field.Oneof])!.JsonName} is.");
                json.Skip();
            }
            else
            {
                if (field.Oneof >= 0 && (json.TokenType != JsonTokenType.Null || TakesNull(field)))
                    oneofs[field.Oneof] = field.Number;
                Field(ref json, field);
            }
            seen[field.Index >> 6] |= 1ul << (field.Index & 63);
            Path.Leave();
        }
    }

    private void Unknown(ref Utf8JsonReader json, MessageShape shape, bool inAny)
    {
        var name = Name(ref json);
        json.Read();
        if (name is null)
            Fault("A name holds half a character.");
        else if (!inAny || name != "@type")
            FaultAt(Path.With(FieldWords.Shortened(name)), $"{shape.Descriptor.Name} has no such field.");
        json.Skip();
    }

    /// <summary>The name at the reader; null where it is no text.</summary>
    private static string? Name(ref Utf8JsonReader json)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool TakesNull(FieldShape field) =>
        !field.IsMap && !field.IsList && ((field.IsMessage && field.Message.Form == MessageForm.Value) || field.Enum?.IsNull == true);
}
