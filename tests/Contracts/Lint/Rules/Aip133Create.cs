using Google.Protobuf.Reflection;

namespace FactoryTwin.Contracts.Tests.Lint.Rules;

/// <summary>Create puts a resource into its collection.</summary>
internal sealed class Aip133Create() : Rule("aip-133-create")
{
    public override IEnumerable<Fault> Check(Contract contract)
    {
        foreach (var method in contract.Methods.Where(method => method.Kind == RpcKind.Create))
        {
            if (method.Resource is not { } resource || method.Output.Name != method.Noun || method.Input.Name != method.Descriptor.Name + "Request")
            {
                yield return At(method.Descriptor, $"takes a {method.Descriptor.Name}Request and answers with the resource {method.Noun}");
                continue;
            }
            var field = Words.Snake(method.Noun);
            if (method.Input.FindFieldByName(field)?.FieldType != FieldType.Message || method.Http?.Body != field)
                yield return At(method.Descriptor, $"its request has the resource as '{field}', which is the HTTP body");
            if (method.Input.FindFieldByName(field + "_id") is not { FieldType: FieldType.String })
                yield return At(method.Descriptor, $"its request has 'string {field}_id'");
            if (resource.Pattern.All(Templates.IsNested) && method.Input.FindFieldByName("parent") is null)
                yield return At(method.Descriptor, "what lies within another resource is created under 'parent'");
            var paths = resource.Pattern.Select(pattern => Templates.CollectionOf(Templates.PathOf(pattern, Templates.VersionOf(method.Descriptor.File.Package))));
            if (method.Http is not null && (method.Verb != "POST" || method.CustomVerb.Length > 0 || !paths.Contains(method.OpenPath)))
                yield return At(method.Descriptor, $"its rule is POST {string.Join(" or ", paths)}");
        }
    }
}
