using System.Text;
using System.Text.Json;
using FactoryTwin.Rpc.Json;
using Google.Api;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Fills the update mask of a PATCH that came without one: the fields that stand in its body (AIP-134).</summary>
internal static class UpdateMasks
{
    /// <param name="binding">The rule.</param>
    /// <param name="request">The request so far; gets the mask.</param>
    /// <param name="body">The body, known to be its field's JSON.</param>
    public static void Derive(RestBinding binding, WireBuilder request, ReadOnlySpan<byte> body)
    {
        var mask = binding.Method.InputType.Fields.InDeclarationOrder().FirstOrDefault(WellKnown.IsFieldMask);
        if (mask is null || binding.BodyField is not { FieldType: FieldType.Message, IsRepeated: false } field || body.Trim(" \t\r\n"u8).IsEmpty)
            return;
        if (WireFields.TryFind(request.Written.Span, mask, out var given) && !given.IsEmpty)
            return;
        var bound = binding.PathFields.Where(fields => fields[0] == field).Select(fields => FieldPaths.Text(fields.Skip(1))).ToHashSet(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = ProtoJson.MaxJsonDepth });
        using var document = JsonDocument.ParseValue(ref reader);
        var paths = Leaves(document.RootElement, field.MessageType, "").Where(path => !bound.Contains(path) && path != Preconditions.Field);
        using var derived = new WireBuilder();
        foreach (var path in paths)
            WireFields.Add(derived, [mask.MessageType.FindFieldByNumber(1)], Encoding.UTF8.GetBytes(path));
        if (derived.Count > 0)
            WireFields.Add(request, [mask], derived.Written.Span);
    }

    private static IEnumerable<string> Leaves(JsonElement element, MessageDescriptor message, string prefix)
    {
        if (element.ValueKind != JsonValueKind.Object)
            yield break;
        foreach (var property in element.EnumerateObject())
        {
            // Fields that only the server sets are taken no notice of (AIP-203).
            if (FieldPaths.Find(message, property.Name) is not { } field || IsOutputOnly(field))
                continue;
            var path = prefix + field.Name;
            var nested = field is { FieldType: FieldType.Message, IsRepeated: false } && !WellKnown.HasOwnJson(field.MessageType)
                && property.Value.ValueKind == JsonValueKind.Object && property.Value.EnumerateObject().Any();
            foreach (var leaf in nested ? Leaves(property.Value, field.MessageType, path + ".") : [path])
                yield return leaf;
        }
    }

    private static bool IsOutputOnly(FieldDescriptor field) =>
        field.GetOptions()?.GetExtension(FieldBehaviorExtensions.FieldBehavior)?.Contains(FieldBehavior.OutputOnly) == true;
}
