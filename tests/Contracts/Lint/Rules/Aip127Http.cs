namespace FactoryTwin.Contracts.Tests.Lint.Rules;

/// <summary>Every RPC has an HTTP rule, under its package's version.</summary>
internal sealed class Aip127Http() : Rule("aip-127-http")
{
    public override IEnumerable<Fault> Check(Contract contract)
    {
        foreach (var method in contract.Methods)
        {
            var version = Templates.VersionOf(method.Descriptor.File.Package);
            if (method.Http is null)
                yield return At(method.Descriptor, "every RPC has the option google.api.http");
            else if (!method.OpenPath.StartsWith($"/{version}/", StringComparison.Ordinal))
                yield return At(method.Descriptor, $"the path begins with the package's version, /{version}/");
            else if (method.Verb is "GET" or "DELETE" && method.Http.Body.Length > 0)
                yield return At(method.Descriptor, $"{method.Verb} has no body");
        }
    }
}
