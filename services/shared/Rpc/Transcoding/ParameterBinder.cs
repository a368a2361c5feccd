using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Binds the variables of the path and the query parameters of one request.</summary>
internal sealed class ParameterBinder(RestBinding binding, JsonParser parser)
{
    private readonly JsonObject _root = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<(string Field, string Description)> _faults = [];

    /// <summary>A request message that carries nothing but the parameters.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT that names every parameter that does not fit.</exception>
    public IMessage Bind(IReadOnlyList<string> segments, IQueryCollection query)
    {
        for (var index = 0; index < binding.PathFields.Count; index++)
            Path(binding.Template.Variables[index], binding.PathFields[index], segments);
        foreach (var (name, values) in query)
            Query(name, [.. values.Select(value => value ?? "")]);
        if (_faults.Count > 0)
            throw RpcErrors.InvalidArgument([.. _faults]);
        return JsonText.Parse(parser, _root.ToJsonString(), binding.Method.InputType, "");
    }

    private void Path(PathVariable variable, IReadOnlyList<FieldDescriptor> fields, IReadOnlyList<string> segments)
    {
        try
        {
            Set(fields, ParameterJson.Of(fields[^1], binding.Template.Value(variable, segments)));
            _seen.Add(FieldPaths.Text(fields));
        }
        catch (FormatException fault)
        {
            _faults.Add((variable.Name, fault.Message));
        }
    }

    private void Query(string name, string[] values)
    {
        if (Refusal(name, values, out var fields) is { } refusal)
        {
            _faults.Add((fields is null ? name : FieldPaths.Text(fields), refusal));
            return;
        }
        var field = fields![^1];
        Set(fields, field.IsRepeated ? new JsonArray([.. values.Select(value => ParameterJson.Of(field, value))]) : ParameterJson.Of(field, values[0]));
    }

    private string? Refusal(string name, string[] values, out IReadOnlyList<FieldDescriptor>? fields)
    {
        fields = FieldPaths.Resolve(binding.Method.InputType, name.Split('.'));
        if (fields is null)
            return "There is no such parameter.";
        if (binding.WholeBody || fields[0] == binding.BodyField)
            return "This comes from the body, not from the query.";
        var field = fields[^1];
        if (field.IsMap || (field.FieldType == FieldType.Message && !WellKnown.IsText(field.MessageType)))
            return "This is not a single value; give its fields one by one.";
        if (!_seen.Add(FieldPaths.Text(fields)))
            return "This is given twice, or by the path already.";
        return values.Length > 1 && !field.IsRepeated ? "This is given more than once." : null;
    }

    private void Set(IReadOnlyList<FieldDescriptor> fields, JsonNode value)
    {
        var at = _root;
        foreach (var field in fields.Take(fields.Count - 1))
        {
            if (at[field.JsonName] is not JsonObject next)
                at[field.JsonName] = next = [];
            at = next;
        }
        at[fields[^1].JsonName] = value;
    }
}
