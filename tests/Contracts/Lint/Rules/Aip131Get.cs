using Google.Api;

namespace FactoryTwin.Contracts.Tests.Lint.Rules;

/// <summary>Get answers with one resource, by its name.</summary>
internal sealed class Aip131Get() : Rule("aip-131-get")
{
    public override IEnumerable<Fault> Check(Contract contract)
    {
        foreach (var method in contract.Methods.Where(method => method.Kind == RpcKind.Get))
        {
            if (method.Resource is not { } resource || resource.Type.Split('/')[^1] != method.Noun)
            {
                yield return At(method.Descriptor, $"answers with the resource {method.Noun}; another question is a custom method with another verb");
                continue;
            }
            if (method.Input.Name != method.Descriptor.Name + "Request")
                yield return At(method.Descriptor, $"its request is {method.Descriptor.Name}Request");
            // A resource without a variable in its name is the only one of its kind (AIP-156): there is nothing to name.
            var single = !resource.Pattern.Any(pattern => pattern.Contains('{', StringComparison.Ordinal));
            if (!single && (method.Input.FindFieldByName("name") is not { } name || !Contract.Behaviors(name).Contains(FieldBehavior.Required)))
                yield return At(method.Descriptor, "its request has a required 'name'");
            var paths = resource.Pattern.Select(pattern => Templates.PathOf(pattern, Templates.VersionOf(method.Descriptor.File.Package)));
            if (method.Http is not null && (method.Verb != "GET" || method.CustomVerb.Length > 0 || !paths.Contains(method.OpenPath)))
                yield return At(method.Descriptor, $"its rule is GET {string.Join(" or ", paths)}");
        }
    }
}
