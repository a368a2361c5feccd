using Google.Api;

namespace FactoryTwin.Contracts.Tests.Lint.Rules;

/// <summary>Delete takes a resource away, by its name.</summary>
internal sealed class Aip135Delete() : Rule("aip-135-delete")
{
    public override IEnumerable<Fault> Check(Contract contract)
    {
        foreach (var method in contract.Methods.Where(method => method.Kind == RpcKind.Delete))
        {
            if (method.Input.FindFieldByName("name") is not { } name || !Contract.Behaviors(name).Contains(FieldBehavior.Required))
                yield return At(method.Descriptor, "its request has a required 'name'");
            if (method.Output.FullName != "google.protobuf.Empty" && method.Output.Name != method.Noun)
                yield return At(method.Descriptor, $"answers with google.protobuf.Empty, or with {method.Noun} where it is kept as deleted");
            if (method.Http is not null && (method.Verb != "DELETE" || method.CustomVerb.Length > 0 || !method.OpenPath.EndsWith("/*", StringComparison.Ordinal)))
                yield return At(method.Descriptor, "its rule is DELETE on the resource's name");
        }
    }
}
