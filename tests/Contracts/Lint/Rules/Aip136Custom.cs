namespace FactoryTwin.Contracts.Tests.Lint.Rules;

/// <summary>A custom method is a verb of its own, and its path ends with that verb behind a colon.</summary>
internal sealed class Aip136Custom() : Rule("aip-136-custom")
{
    public override IEnumerable<Fault> Check(Contract contract)
    {
        foreach (var method in contract.Methods.Where(method => method.Kind == RpcKind.Custom))
        {
            if (method.Input.Name != method.Descriptor.Name + "Request")
                yield return At(method.Descriptor, $"its request is {method.Descriptor.Name}Request");
            if (method.Http is null)
                continue;
            var verb = Words.First(method.Descriptor.Name).ToLowerInvariant();
            if (method.CustomVerb != verb && !(method.CustomVerb.StartsWith(verb, StringComparison.Ordinal) && char.IsUpper(method.CustomVerb[verb.Length])))
                yield return At(method.Descriptor, $"its path ends with ':{verb}'");
            if (method.Verb is not ("POST" or "GET"))
                yield return At(method.Descriptor, "a custom method is POST, or GET where it changes nothing");
            else if (method.Verb == "POST" && method.Http.Body.Length == 0)
                yield return At(method.Descriptor, "POST has a body");
        }
    }
}
