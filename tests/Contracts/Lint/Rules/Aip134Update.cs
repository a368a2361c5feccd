using Google.Protobuf.Reflection;

namespace FactoryTwin.Contracts.Tests.Lint.Rules;

/// <summary>Update changes the fields of a resource that a mask names.</summary>
internal sealed class Aip134Update() : Rule("aip-134-update")
{
    public override IEnumerable<Fault> Check(Contract contract)
    {
        foreach (var method in contract.Methods.Where(method => method.Kind == RpcKind.Update))
        {
            if (method.Resource is not { } resource || method.Output.Name != method.Noun || method.Input.Name != method.Descriptor.Name + "Request")
            {
                yield return At(method.Descriptor, $"takes a {method.Descriptor.Name}Request and answers with the resource {method.Noun}");
                continue;
            }
            var field = Words.Snake(method.Noun);
            if (method.Input.FindFieldByName(field)?.FieldType != FieldType.Message || method.Http?.Body != field)
                yield return At(method.Descriptor, $"its request has the resource as '{field}', which is the HTTP body");
            if (method.Input.FindFieldByName("update_mask") is not { FieldType: FieldType.Message } mask || mask.MessageType.FullName != "google.protobuf.FieldMask")
                yield return At(method.Descriptor, "its request has 'google.protobuf.FieldMask update_mask'");
            var paths = resource.Pattern.Select(pattern => Templates.PathOf(pattern, Templates.VersionOf(method.Descriptor.File.Package)));
            if (method.Http is not null && (method.Verb != "PATCH" || !method.Path.Contains($"{{{field}.name=", StringComparison.Ordinal) || !paths.Contains(method.OpenPath)))
                yield return At(method.Descriptor, $"its rule is PATCH {string.Join(" or ", paths)} by '{field}.name'");
        }
    }
}
