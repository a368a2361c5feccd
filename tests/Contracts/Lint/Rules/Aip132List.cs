using Google.Protobuf.Reflection;

namespace FactoryTwin.Contracts.Tests.Lint.Rules;

/// <summary>List answers with the resources of a collection.</summary>
internal sealed class Aip132List() : Rule("aip-132-list")
{
    public override IEnumerable<Fault> Check(Contract contract)
    {
        foreach (var method in contract.Methods.Where(method => method.Kind == RpcKind.List))
        {
            if (method.Input.Name != method.Descriptor.Name + "Request" || method.Output.Name != method.Descriptor.Name + "Response")
                yield return At(method.Descriptor, $"its messages are {method.Descriptor.Name}Request and {method.Descriptor.Name}Response");
            if (method.Subject is null)
                yield return At(method.Descriptor, "its answer has a repeated field of the resource");
            if (method.Http is not null && (method.Verb != "GET" || method.CustomVerb.Length > 0 || !method.OpenPath.EndsWith("/" + Words.Camel(method.Noun), StringComparison.Ordinal)))
                yield return At(method.Descriptor, $"its rule is GET on .../{Words.Camel(method.Noun)}");
            if (method.Resource is { } resource && resource.Pattern.All(Templates.IsNested) && method.Input.FindFieldByName("parent") is null)
                yield return At(method.Descriptor, "what lies within another resource is listed by 'parent'");
            foreach (var name in new[] { "filter", "order_by" })
            {
                if (method.Input.FindFieldByName(name) is { } field && field is not { FieldType: FieldType.String, IsRepeated: false })
                    yield return At(field, "is a string (AIP-132, AIP-160)");
            }
        }
    }
}
