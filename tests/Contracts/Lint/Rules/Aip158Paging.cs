using Google.Protobuf.Reflection;

namespace FactoryTwin.Contracts.Tests.Lint.Rules;

/// <summary>Every list pages.</summary>
internal sealed class Aip158Paging() : Rule("aip-158-paging")
{
    public override IEnumerable<Fault> Check(Contract contract)
    {
        foreach (var method in contract.Methods.Where(method => method.Kind == RpcKind.List))
        {
            if (method.Input.FindFieldByName("page_size") is not { FieldType: FieldType.Int32, IsRepeated: false })
                yield return At(method.Descriptor, "its request has 'int32 page_size'");
            if (method.Input.FindFieldByName("page_token") is not { FieldType: FieldType.String, IsRepeated: false })
                yield return At(method.Descriptor, "its request has 'string page_token'");
            if (method.Output.FindFieldByName("next_page_token") is not { FieldType: FieldType.String, IsRepeated: false })
                yield return At(method.Descriptor, "its answer has 'string next_page_token'");
        }
    }
}
