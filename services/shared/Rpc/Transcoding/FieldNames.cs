using System.Text;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>
/// Puts the field names of errors as the caller wrote them: a handler says "source.display_name", a caller who writes JSON
/// "source.displayName". A caller who wrote any name as the proto has it gets those.
/// </summary>
internal sealed class FieldNames(MessageDescriptor request)
{
    private bool _proto;

    /// <summary>Takes note of a name, or of a path of names, that the caller wrote.</summary>
    public void Saw(string name) => _proto |= name.Contains('_');

    public Problem Spell(Problem problem) => _proto || problem.Errors.Count == 0
        ? problem
        : problem with { Errors = [.. problem.Errors.Select(each => each with { Field = Spell(each.Field) })] };

    /// <summary>The path in JSON names, as far as it follows the request's fields; what does not stays as it is.</summary>
    public string Spell(string path)
    {
        var at = request;
        var result = new StringBuilder(path.Length);
        foreach (var part in path.Split('.'))
        {
            var bracket = part.IndexOf('[');
            var name = bracket < 0 ? part : part[..bracket];
            var field = at is null ? null : FieldPaths.Find(at, name);
            if (result.Length > 0)
                result.Append('.');
            result.Append(field?.JsonName ?? name).Append(bracket < 0 ? "" : part[bracket..]);
            at = field is { FieldType: FieldType.Message, IsMap: false } ? field.MessageType : null;
        }
        return result.ToString();
    }
}
