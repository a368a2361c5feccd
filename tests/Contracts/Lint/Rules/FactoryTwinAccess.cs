namespace FactoryTwin.Contracts.Tests.Lint.Rules;

/// <summary>Every RPC says who may call it, by roles that there are.</summary>
internal sealed class FactoryTwinAccess() : Rule("factorytwin-access")
{
    public override IEnumerable<Fault> Check(Contract contract)
    {
        foreach (var method in contract.Methods)
        {
            if (method.Access is null)
                yield return At(method.Descriptor, "every RPC has the option factorytwin.options.v1.access");
            else if (method.Access is { Anonymous: true, Roles.Count: > 0 })
                yield return At(method.Descriptor, "an RPC that is open to anyone has no roles");
        }
    }
}
