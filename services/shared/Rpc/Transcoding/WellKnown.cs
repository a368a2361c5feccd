using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Messages that the proto3 JSON mapping writes in a form of their own.</summary>
internal static class WellKnown
{
    private const string Package = "google.protobuf.";

    private static readonly HashSet<string> Wrappers = new(StringComparer.Ordinal)
    {
        "DoubleValue", "FloatValue", "Int64Value", "UInt64Value", "Int32Value", "UInt32Value", "BoolValue", "StringValue", "BytesValue",
    };

    private static readonly HashSet<string> Others = new(StringComparer.Ordinal) { "Any", "Struct", "Value", "ListValue" };

    /// <summary>True for Timestamp, Duration, FieldMask and the wrappers: one value, which has a form as text.</summary>
    public static bool IsText(MessageDescriptor message) => Name(message) is "Timestamp" or "Duration" or "FieldMask" || IsWrapper(message);

    public static bool IsWrapper(MessageDescriptor message) => Name(message) is { } name && Wrappers.Contains(name);

    /// <summary>True where the JSON form is not an object of the message's fields.</summary>
    public static bool HasOwnJson(MessageDescriptor message) => IsText(message) || (Name(message) is { } name && Others.Contains(name));

    public static bool IsFieldMask(FieldDescriptor field) => Is(field, "google.protobuf.FieldMask");

    public static bool IsHttpBody(MessageDescriptor message) => message.FullName == "google.api.HttpBody";

    public static bool IsHttpBody(FieldDescriptor field) => Is(field, "google.api.HttpBody");

    /// <summary>The wrapped field of a wrapper.</summary>
    public static FieldDescriptor Wrapped(MessageDescriptor message) => message.FindFieldByNumber(1);

    /// <summary>The name within google.protobuf; null for others.</summary>
    public static string? Name(MessageDescriptor message) =>
        message.FullName.StartsWith(Package, StringComparison.Ordinal) ? message.FullName[Package.Length..] : null;

    private static bool Is(FieldDescriptor field, string message) =>
        field.FieldType == FieldType.Message && !field.IsMap && !field.IsRepeated && field.MessageType.FullName == message;
}
