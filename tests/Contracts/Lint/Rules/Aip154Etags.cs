using Google.Protobuf.Reflection;

namespace FactoryTwin.Contracts.Tests.Lint.Rules;

/// <summary>What can be updated has an etag, so that no update is lost.</summary>
internal sealed class Aip154Etags() : Rule("aip-154-etags")
{
    public override IEnumerable<Fault> Check(Contract contract) =>
        from method in contract.Methods
        where method.Kind == RpcKind.Update && method.Resource is not null
        where method.Output.FindFieldByName("etag") is not { FieldType: FieldType.String, IsRepeated: false }
        select At(method.Output, "a resource that can be updated has 'string etag'");
}
