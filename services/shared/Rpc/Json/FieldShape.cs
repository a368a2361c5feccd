using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Json;

/// <summary>What reading and writing need to know of a field, worked out once.</summary>
internal sealed class FieldShape
{
    private readonly JsonTypes _types;
    private MessageShape? _message;

    public FieldShape(FieldDescriptor descriptor, int index, JsonTypes types)
    {
        _types = types;
        Descriptor = descriptor;
        Index = index;
        Number = descriptor.FieldNumber;
        Type = descriptor.FieldType;
        Name = descriptor.Name;
        JsonName = descriptor.JsonName;
        JsonNameBytes = Encoding.UTF8.GetBytes(JsonName);
        Encoded = JsonEncodedText.Encode(JsonName, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        IsMap = descriptor.IsMap;
        IsList = descriptor.IsRepeated && !descriptor.IsMap;
        Wire = WireOf(Type);
        IsPackable = IsList && Wire != WireKind.Bytes;
        IsPacked = IsPackable && descriptor.IsPacked;
        HasPresence = IsMap || IsList || descriptor.HasPresence;
        Oneof = descriptor.RealContainingOneof is { } oneof ? oneof.Index : -1;
        OneofFields = descriptor.RealContainingOneof?.Fields.Select(field => field.FieldNumber).ToArray() ?? [];
        Enum = Type == FieldType.Enum ? types.Of(descriptor.EnumType) : null;
    }

    public FieldDescriptor Descriptor { get; }

    /// <summary>Its place in <see cref="MessageShape.Fields"/>.</summary>
    public int Index { get; }

    public int Number { get; }

    public FieldType Type { get; }

    public string Name { get; }

    public string JsonName { get; }

    /// <summary>The JSON name in UTF-8.</summary>
    public byte[] JsonNameBytes { get; }

    /// <summary>The JSON name as it is written.</summary>
    public JsonEncodedText Encoded { get; }

    public bool IsMap { get; }

    /// <summary>Repeated and not a map.</summary>
    public bool IsList { get; }

    /// <summary>True where several values may share one length.</summary>
    public bool IsPackable { get; }

    /// <summary>True where we write them so.</summary>
    public bool IsPacked { get; }

    /// <summary>False where absence means the default value, which is then written.</summary>
    public bool HasPresence { get; }

    /// <summary>The index of its oneof; -1 where it is in none.</summary>
    public int Oneof { get; }

    /// <summary>The numbers of the fields of its oneof, itself included.</summary>
    public int[] OneofFields { get; }

    public WireKind Wire { get; }

    public EnumShape? Enum { get; }

    /// <summary>The message that it holds; for a map that of an entry.</summary>
    public MessageShape Message => _message ??= _types.Of(Descriptor.MessageType);

    public FieldShape MapKey => Message.Fields[0];

    public FieldShape MapValue => Message.Fields[1];

    public bool IsMessage => Type is FieldType.Message && !IsMap;

    private static WireKind WireOf(FieldType type) => type switch
    {
        FieldType.Double or FieldType.Fixed64 or FieldType.SFixed64 => WireKind.Fixed64,
        FieldType.Float or FieldType.Fixed32 or FieldType.SFixed32 => WireKind.Fixed32,
        FieldType.String or FieldType.Bytes or FieldType.Message => WireKind.Bytes,
        FieldType.Group => WireKind.GroupStart,
        _ => WireKind.Varint,
    };
}

/// <summary>The names of an enum.</summary>
internal sealed class EnumShape
{
    private readonly Dictionary<int, JsonEncodedText> _names = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    public EnumShape(EnumDescriptor descriptor)
    {
        Descriptor = descriptor;
        IsNull = descriptor.FullName == "google.protobuf.NullValue";
        foreach (var value in descriptor.Values)
        {
            _names.TryAdd(value.Number, JsonEncodedText.Encode(value.Name));
            _numbers[value.Name] = value.Number;
        }
    }

    public EnumDescriptor Descriptor { get; }

    /// <summary>True for google.protobuf.NullValue, whose JSON form is null.</summary>
    public bool IsNull { get; }

    public bool TryName(int number, out JsonEncodedText name) => _names.TryGetValue(number, out name);

    public bool TryNumber(ReadOnlySpan<char> name, out int number) =>
        _numbers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out number);
}
