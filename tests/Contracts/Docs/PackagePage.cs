using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FactoryTwin.Contracts.Tests.Lint;
using FactoryTwin.Rpc.OpenApi;
using FactoryTwin.Rpc.Transcoding;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Contracts.Tests.Docs;

/// <summary>The page of one package: its services with every call, its events, messages and enums.</summary>
internal sealed class PackagePage(ApiReference reference, string package)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly StringBuilder _text = new();

    public string Write()
    {
        _text.Append($"# {package}\n\n{ApiReference.Origin}\n\n[All packages](README.md)");
        foreach (var service in reference.Services(package))
            _text.Append($" · [{service.Name}](#{Anchor(service.Name)})");
        _text.Append('\n');
        foreach (var service in reference.Services(package))
            Service(service);
        Section("Events", reference.Events(package));
        Section("Messages", reference.Messages(package));
        Enums();
        return _text.ToString();
    }

    public static string Anchor(string heading) => heading.ToLowerInvariant();

    private void Service(ServiceDescriptor service)
    {
        _text.Append($"\n## {service.Name}\n{Comments.Of(service)}\n\n| call | REST | who |\n| --- | --- | --- |\n");
        foreach (var method in service.Methods)
        {
            var routes = string.Join("<br>", HttpRules.Of(method).Select(rule => $"`{rule.HttpMethod} {rule.Template.Text}`"));
            _text.Append($"| [{method.Name}](#{Anchor(method.Name)}) | {routes} | {Who(method)} |\n");
        }
        foreach (var method in service.Methods)
            Method(method);
    }

    private void Method(MethodDescriptor method)
    {
        _text.Append($"\n### {method.Name}\n{Comments.Of(method)}\n\n");
        foreach (var rule in HttpRules.Of(method))
            _text.Append($"- REST: `{rule.HttpMethod} {rule.Template.Text}`{Body(rule)}\n");
        _text.Append($"- gRPC: `/{method.Service.FullName}/{method.Name}`{Streams(method)}\n- Who: {Who(method)}\n");
        if (method.GetOptions()?.IdempotencyLevel is { } level && level != MethodOptions.Types.IdempotencyLevel.IdempotencyUnknown)
            _text.Append(level == MethodOptions.Types.IdempotencyLevel.NoSideEffects ? "- Repeating it: changes nothing\n" : "- Repeating it: has no further effect\n");
        _text.Append($"- Answers with: {reference.Link(method.OutputType, package)}\n- Fails with: {string.Join(", ", reference.Failures(method))}\n");
        FieldTable.Append(_text, reference, method.InputType, package);
        if (Example(method) is { } example)
            _text.Append($"\n```json\n{example.ToJsonString(Readable)}\n```\n");
    }

    /// <summary>The body that a REST caller sends, where there is one.</summary>
    private static JsonObject? Example(MethodDescriptor method)
    {
        if (HttpRules.Of(method).FirstOrDefault() is not { HasBody: true, HasRawBody: false } rule)
            return null;
        return rule.BodyField is { FieldType: FieldType.Message } field
            ? Examples.OfMessage(field.MessageType, sent: true)
            : Examples.OfMessage(method.InputType, sent: true, rule.PathFields.Select(fields => fields[0]));
    }

    private static string Body(RestBinding rule) => rule switch
    {
        { HasRawBody: true } => ", the body is the file as it is",
        { WholeBody: true } => ", the rest of the request as JSON body",
        { BodyField: { } field } => $", `{field.JsonName}` as JSON body",
        _ => "",
    };

    private static string Streams(MethodDescriptor method) => (method.IsClientStreaming, method.IsServerStreaming) switch
    {
        (true, true) => ", streams both ways",
        (true, false) => ", a stream of requests",
        (false, true) => ", a stream of answers; on REST as server-sent events or JSON lines",
        _ => "",
    };

    private static string Who(MethodDescriptor method) => ContractOptions.AccessOf(method) switch
    {
        { Anonymous: true } => "anyone",
        { Roles.Count: 0 } => "anyone signed in",
        var access => string.Join(", ", access.Roles),
    };

    private void Section(string title, IReadOnlyList<MessageDescriptor> messages)
    {
        if (messages.Count == 0)
            return;
        _text.Append($"\n## {title}\n");
        foreach (var message in messages)
        {
            _text.Append($"\n### {message.Name}\n{Comments.Of(message)}\n");
            if (Contract.ResourceOf(message) is { } resource)
                _text.Append($"\nResource `{resource.Type}`: {string.Join(", ", resource.Pattern.Select(pattern => $"`{pattern}`"))}\n");
            FieldTable.Append(_text, reference, message, package);
        }
    }

    private void Enums()
    {
        var enums = reference.Enums(package);
        if (enums.Count == 0)
            return;
        _text.Append("\n## Enums\n");
        foreach (var type in enums)
        {
            _text.Append($"\n### {type.Name}\n{Comments.Of(type)}\n\n| value | number | meaning |\n| --- | --- | --- |\n");
            foreach (var value in type.Values)
                _text.Append($"| `{value.Name}` | {value.Number} | {FieldTable.Cell(Comments.Of(value) ?? "Not stated.")} |\n");
        }
    }
}
