using System.Collections.Frozen;
using System.Text;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Json;

/// <summary>How the JSON mapping writes a message.</summary>
internal enum MessageForm
{
    /// <summary>An object of its fields.</summary>
    Plain,
    Timestamp,
    Duration,
    FieldMask,

    /// <summary>The value of field 1.</summary>
    Wrapper,
    Struct,
    Value,
    ListValue,
    Any,
}

/// <summary>What reading and writing need to know of a message type, worked out once.</summary>
internal sealed class MessageShape
{
    private const int Direct = 64;
    private readonly FrozenDictionary<string, FieldShape>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly FieldShape?[] _byNumber;
    private readonly FrozenDictionary<int, FieldShape> _others;

    public MessageShape(MessageDescriptor descriptor, JsonTypes types)
    {
        Descriptor = descriptor;
        Form = FormOf(descriptor.FullName);
        Fields = [.. descriptor.Fields.InFieldNumberOrder().Select((field, index) => new FieldShape(field, index, types))];
        Dictionary<string, FieldShape> names = new(StringComparer.Ordinal);
        foreach (var field in Fields)
            names[field.JsonName] = field;
        foreach (var field in Fields)
            names.TryAdd(field.Name, field);
        _byName = names.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _byNumber = new FieldShape?[Fields.Length == 0 ? 0 : Math.Min(Fields.Max(field => field.Number) + 1, Direct)];
        foreach (var field in Fields.Where(field => field.Number < _byNumber.Length))
            _byNumber[field.Number] = field;
        _others = Fields.Where(field => field.Number >= _byNumber.Length).ToFrozenDictionary(field => field.Number);
    }

    public MessageDescriptor Descriptor { get; }

    public MessageForm Form { get; }

    /// <summary>By number; a field's <see cref="FieldShape.Index"/> is its place here.</summary>
    public FieldShape[] Fields { get; }

    public FieldShape? ByNumber(int number) =>
        (uint)number < (uint)_byNumber.Length ? _byNumber[number] : _others.Count > 0 ? _others.GetValueOrDefault(number) : null;

    /// <summary>By the JSON name or the proto name.</summary>
    public FieldShape? ByName(ReadOnlySpan<char> name) => _byName.TryGetValue(name, out var field) ? field : null;

    /// <summary>The same of UTF-8 without escapes.</summary>
    /// <param name="name">As it was read.</param>
    /// <param name="guess">Where among the fields it is looked for first: most writers keep the order of the fields.</param>
    public FieldShape? ByName(ReadOnlySpan<byte> name, int guess = 0)
    {
        if ((uint)guess < (uint)Fields.Length && name.SequenceEqual(Fields[guess].JsonNameBytes))
            return Fields[guess];
        if (name.Length > 256)
            return null;
        Span<char> text = stackalloc char[name.Length];
        return ByName(text[..Encoding.UTF8.GetChars(name, text)]);
    }

    private static MessageForm FormOf(string name) => name switch
    {
        "google.protobuf.Timestamp" => MessageForm.Timestamp,
        "google.protobuf.Duration" => MessageForm.Duration,
        "google.protobuf.FieldMask" => MessageForm.FieldMask,
        "google.protobuf.Struct" => MessageForm.Struct,
        "google.protobuf.Value" => MessageForm.Value,
        "google.protobuf.ListValue" => MessageForm.ListValue,
        "google.protobuf.Any" => MessageForm.Any,
        "google.protobuf.DoubleValue" or "google.protobuf.FloatValue" or "google.protobuf.Int64Value" or "google.protobuf.UInt64Value"
            or "google.protobuf.Int32Value" or "google.protobuf.UInt32Value" or "google.protobuf.BoolValue" or "google.protobuf.StringValue"
            or "google.protobuf.BytesValue" => MessageForm.Wrapper,
        _ => MessageForm.Plain,
    };
}
