using Google.Api;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Contracts.Tests.Lint.Rules;

/// <summary>A resource has a string field "name", which is its identifier.</summary>
internal sealed class Aip122Names() : Rule("aip-122-names")
{
    public override IEnumerable<Fault> Check(Contract contract) =>
        from message in contract.Messages
        where Contract.ResourceOf(message) is { } resource && resource.Pattern.Any(pattern => pattern.Contains('{', StringComparison.Ordinal))
        let name = message.FindFieldByName("name")
        where name is not { FieldType: FieldType.String, IsRepeated: false } || !Contract.Behaviors(name).Contains(FieldBehavior.Identifier)
        select At(message, "a resource has 'string name' with the behaviour IDENTIFIER");
}
