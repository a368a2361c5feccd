using Google.Api;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Reads the <c>google.api.http</c> rules of methods.</summary>
public static class HttpRules
{
    /// <summary>The REST bindings of a method: its rule, then the additional ones. None where it has no rule.</summary>
    /// <exception cref="FormatException">A rule does not fit its messages; the message names method and fault.</exception>
    public static IReadOnlyList<RestBinding> Of(MethodDescriptor method)
    {
        var rule = method.GetOptions()?.GetExtension(AnnotationsExtensions.Http);
        return rule is null ? [] : [.. rule.AdditionalBindings.Prepend(rule).Select(each => Bind(method, each))];
    }

    private static RestBinding Bind(MethodDescriptor method, HttpRule rule)
    {
        var (verb, path) = rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => ("GET", rule.Get),
            HttpRule.PatternOneofCase.Put => ("PUT", rule.Put),
            HttpRule.PatternOneofCase.Post => ("POST", rule.Post),
            HttpRule.PatternOneofCase.Delete => ("DELETE", rule.Delete),
            HttpRule.PatternOneofCase.Patch => ("PATCH", rule.Patch),
            HttpRule.PatternOneofCase.Custom => (rule.Custom.Kind, rule.Custom.Path),
            _ => throw Fault(method, "has a google.api.http rule without a path"),
        };
        PathTemplate template;
        try
        {
            template = PathTemplate.Parse(path);
        }
        catch (FormatException fault)
        {
            throw Fault(method, fault.Message);
        }
        return new RestBinding(
            method,
            verb,
            template,
            rule.Body == "*",
            rule.Body is "" or "*" ? null : Field(method, method.InputType, rule.Body, "body"),
            rule.ResponseBody.Length == 0 ? null : Field(method, method.OutputType, rule.ResponseBody, "response_body"),
            [.. template.Variables.Select(variable => PathField(method, variable))]);
    }

    private static IReadOnlyList<FieldDescriptor> PathField(MethodDescriptor method, PathVariable variable)
    {
        var fields = FieldPaths.Resolve(method.InputType, variable.FieldPath)
            ?? throw Fault(method, $"binds the path to '{variable.Name}', which {method.InputType.FullName} does not have");
        if (fields.Any(field => field.IsRepeated) || (fields[^1].FieldType == FieldType.Message && !WellKnown.IsText(fields[^1].MessageType)))
            throw Fault(method, $"binds the path to '{variable.Name}', which is not a single value");
        return fields;
    }

    private static FieldDescriptor Field(MethodDescriptor method, MessageDescriptor message, string name, string where) =>
        message.FindFieldByName(name) ?? throw Fault(method, $"names '{name}' as {where}, which {message.FullName} does not have");

    private static FormatException Fault(MethodDescriptor method, string reason) => new($"{method.FullName}: {reason}.");
}
