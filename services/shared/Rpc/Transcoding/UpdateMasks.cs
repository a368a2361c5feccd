using System.Text.Json;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Fills the update mask of a PATCH that came without one: the fields that stand in its body (AIP-134).</summary>
internal static class UpdateMasks
{
    public static void Derive(RestBinding binding, IMessage request, string json)
    {
        var mask = binding.Method.InputType.Fields.InDeclarationOrder().FirstOrDefault(WellKnown.IsFieldMask);
        if (mask is null || binding.BodyField is not { FieldType: FieldType.Message, IsRepeated: false } body || string.IsNullOrWhiteSpace(json))
            return;
        if (mask.Accessor.GetValue(request) is FieldMask { Paths.Count: > 0 })
            return;
        var bound = binding.PathFields.Where(fields => fields[0] == body).Select(fields => FieldPaths.Text(fields.Skip(1))).ToHashSet(StringComparer.Ordinal);
        var derived = new FieldMask();
        using (var document = JsonDocument.Parse(json))
        {
            derived.Paths.AddRange(Leaves(document.RootElement, body.MessageType, "").Where(path => !bound.Contains(path) && path != Preconditions.Field));
        }
        if (derived.Paths.Count > 0)
            mask.Accessor.SetValue(request, derived);
    }

    private static IEnumerable<string> Leaves(JsonElement element, MessageDescriptor message, string prefix)
    {
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
