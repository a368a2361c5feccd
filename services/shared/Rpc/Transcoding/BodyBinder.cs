using System.Text.Json;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Joins one body (or one element of a stream) with the parameters into a request message.</summary>
/// <param name="binding">The rule.</param>
/// <param name="parser">Reads JSON.</param>
/// <param name="parameters">The request with nothing but the parameters.</param>
/// <param name="ifMatch">The etag of the If-Match header; null where there is none.</param>
internal sealed class BodyBinder(RestBinding binding, JsonParser parser, IMessage parameters, string? ifMatch)
{
    private readonly ByteString _parameters = parameters.ToByteString();

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT that names the fields at fault.</exception>
    public IMessage FromJson(string json)
    {
        var request = Parse(json);
        foreach (var fields in binding.PathFields)
            RefuseOther(request, fields);
        request.MergeFrom(_parameters);
        if (binding is { HttpMethod: "PATCH", BodyField: not null })
            UpdateMasks.Derive(binding, request, json);
        Preconditions.Apply(request, binding.BodyField, ifMatch);
        return request;
    }

    /// <summary>A request of a method that takes no body.</summary>
    public IMessage WithoutBody()
    {
        var request = binding.Method.InputType.Parser.ParseFrom(_parameters);
        Preconditions.Apply(request, binding.BodyField, ifMatch);
        return request;
    }

    /// <summary>A request whose body is raw.</summary>
    public IMessage FromBytes(string contentType, ByteString data)
    {
        var body = new HttpBody { ContentType = contentType, Data = data };
        if (binding.BodyField is not { } field)
            return body;
        var request = binding.Method.InputType.Parser.ParseFrom(_parameters);
        field.Accessor.SetValue(request, body);
        return request;
    }

    private IMessage Parse(string json)
    {
        if (string.IsNullOrWhiteSpace(json))
            return binding.Method.InputType.Parser.ParseFrom(ByteString.Empty);
        if (binding.BodyField is not { } field)
            return JsonText.Parse(parser, json, binding.Method.InputType, "");
        if (field is { FieldType: FieldType.Message, IsRepeated: false } && !WellKnown.HasOwnJson(field.MessageType))
        {
            var request = binding.Method.InputType.Parser.ParseFrom(ByteString.Empty);
            field.Accessor.SetValue(request, JsonText.Parse(parser, json, field.MessageType, field.Name));
            return request;
        }
        // Of repeated fields and single values only a whole message has a parser; the text is made sure to be one JSON value first.
        try
        {
            using var _ = JsonDocument.Parse(json);
        }
        catch (JsonException fault)
        {
            throw RpcErrors.InvalidArgument((field.Name, $"The body is not JSON: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}."));
        }
        return JsonText.Parse(parser, $"{{\"{field.JsonName}\":{json}}}", binding.Method.InputType, "");
    }

    /// <summary>A body that names another resource than the path is a mistake of the caller that must not be overlooked.</summary>
    private void RefuseOther(IMessage request, IReadOnlyList<FieldDescriptor> fields)
    {
        var inBody = Value(request, fields);
        if (inBody is null or "" || Equals(inBody, Value(parameters, fields)))
            return;
        if (inBody is not ValueType || !inBody.Equals(Activator.CreateInstance(inBody.GetType())))
            throw RpcErrors.InvalidArgument((FieldPaths.Text(fields), $"The body says '{inBody}', the path something else."));
    }

    private static object? Value(IMessage message, IReadOnlyList<FieldDescriptor> fields)
    {
        object? at = message;
        foreach (var field in fields)
        {
            if (at is not IMessage parent)
                return null;
            at = field.Accessor.GetValue(parent);
        }
        return at;
    }
}
