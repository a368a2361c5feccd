using Google.Api;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Contracts.Tests.Lint.Rules;

/// <summary>The fields that every resource may have mean the same everywhere.</summary>
internal sealed class Aip148Fields() : Rule("aip-148-fields")
{
    private static readonly string[] SetByTheServer = ["create_time", "update_time", "delete_time"];

    public override IEnumerable<Fault> Check(Contract contract)
    {
        foreach (var field in contract.Messages.Where(message => Contract.ResourceOf(message) is not null).SelectMany(message => message.Fields.InDeclarationOrder()))
        {
            if (SetByTheServer.Contains(field.Name, StringComparer.Ordinal) && !Contract.Behaviors(field).Contains(FieldBehavior.OutputOnly))
                yield return At(field, "is OUTPUT_ONLY: the server sets it");
            if (field.Name is "display_name" or "title" or "description" or "etag" && field is not { FieldType: FieldType.String, IsRepeated: false })
                yield return At(field, "is a string");
        }
    }
}
