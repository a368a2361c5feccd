using System.Text;
using FactoryTwin.Rpc.Json;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Binds the variables of the path and the query parameters of one request.</summary>
internal sealed class ParameterBinder(RestBinding binding, JsonTypes types, FieldNames names) : IDisposable
{
    private readonly WireBuilder _wire = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<(string Field, string Description)> _faults = [];
    private Dictionary<(string Parent, int Oneof), string>? _oneofs;

    /// <summary>The encoding of a request that carries nothing but the parameters.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT that names every parameter that does not fit.</exception>
    public byte[] Bind(IReadOnlyList<string> segments, IQueryCollection query)
    {
        for (var index = 0; index < binding.PathFields.Count; index++)
            Path(binding.Template.Variables[index], binding.PathFields[index], segments);
        foreach (var (name, values) in query)
            Query(name, values);
        return _faults.Count == 0 ? _wire.Written.ToArray() : throw RpcErrors.InvalidArgument([.. _faults]);
    }

    /// <summary>A value from a header; the same parameter in the query counts more.</summary>
    public void Preset(FieldDescriptor field, string text)
    {
        _wire.Tag(field.FieldNumber, WireKind.Bytes);
        _wire.Bytes(Encoding.UTF8.GetBytes(text));
    }

    public void Dispose() => _wire.Dispose();

    private void Path(PathVariable variable, IReadOnlyList<FieldDescriptor> fields, IReadOnlyList<string> segments)
    {
        try
        {
            _seen.Add(FieldPaths.Text(fields));
            Write(variable.Name, [.. fields.Select(types.Of)], binding.Template.Value(variable, segments));
        }
        catch (FormatException fault)
        {
            _faults.Add((variable.Name, fault.Message));
        }
    }

    private void Query(string name, Microsoft.Extensions.Primitives.StringValues values)
    {
        var refusal = Refusal(name, values.Count, out var fields);
        if (fields is not null)
            names.Saw(name);
        if (refusal is not null)
        {
            _faults.Add((name, refusal));
            return;
        }
        FieldShape[] shapes = [.. fields!.Select(types.Of)];
        for (var index = 0; index < values.Count; index++)
            Write(shapes[^1].IsList ? $"{name}[{index}]" : name, shapes, values[index] ?? "");
    }

    private string? Refusal(string name, int count, out IReadOnlyList<FieldDescriptor>? fields)
    {
        fields = FieldPaths.Resolve(binding.Method.InputType, name.Split('.'));
        if (fields is null)
            return "There is no such parameter.";
        if (binding.WholeBody || fields[0] == binding.BodyField)
            return "This comes from the body, not from the query.";
        var field = fields[^1];
        if (field.IsMap)
            return "A map has no form as a parameter.";
        if (field.FieldType == FieldType.Message && !WellKnown.IsText(field.MessageType))
            return "This is not a single value; give its fields one by one.";
        if (!_seen.Add(FieldPaths.Text(fields)))
            return "This is given twice, or by the path already.";
        if (field.RealContainingOneof is { } oneof && !(_oneofs ??= []).TryAdd((FieldPaths.Text(fields.SkipLast(1)), oneof.Index), name))
            return $"Only one of these may be given, and {_oneofs[(FieldPaths.Text(fields.SkipLast(1)), oneof.Index)]} is.";
        return count > 1 && !field.IsRepeated ? "This is given more than once." : null;
    }

    /// <summary>One value. Messages on the way to it stand in pieces, which make one message together.</summary>
    private void Write(string name, ReadOnlySpan<FieldShape> fields, string text)
    {
        var field = fields[0];
        _wire.Tag(field.Number, field.Wire);
        if (fields.Length > 1)
        {
            var start = _wire.Begin();
            Write(name, fields[1..], text);
            _wire.End(start);
        }
        else if (!TryValue(field, text))
        {
            _faults.Add((name, $"'{FieldWords.Shortened(text)}' is not {FieldWords.Expected(field)}."));
        }
    }

    private bool TryValue(FieldShape field, string text)
    {
        if (!field.IsMessage)
            return ScalarText.TryWrite(field, TextKind.Parameter, Encoding.UTF8.GetBytes(text), _wire);
        var start = _wire.Begin();
        bool taken;
        if (field.Message.Form == MessageForm.Wrapper)
        {
            _wire.Tag(1, field.Message.Fields[0].Wire);
            taken = TryValue(field.Message.Fields[0], text);
        }
        else
        {
            taken = JsonIntake.TryText(field.Message, text, TextKind.Parameter, _wire);
        }
        _wire.End(start);
        return taken;
    }
}
