namespace FactoryTwin.Contracts.Tests.Lint.Rules;

/// <summary>Every field that a caller sends says how it behaves.</summary>
internal sealed class Aip203Behavior() : Rule("aip-203-behavior")
{
    public override IEnumerable<Fault> Check(Contract contract) =>
        from message in contract.Sent()
        from field in message.Fields.InDeclarationOrder()
        where Contract.Behaviors(field).Count == 0
        select At(field, "a field that is sent has a google.api.field_behavior");
}
