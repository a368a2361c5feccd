using FactoryTwin.Rpc.OpenApi;
using Google.Api;
using Google.Protobuf.Reflection;
using System.Text.RegularExpressions;

namespace FactoryTwin.Contracts.Tests.Lint.Rules;

/// <summary>A field that holds the name of a resource says of which type: those called name or parent in a request, and those whose comment begins with a name's form.</summary>
internal sealed partial class Aip122References() : Rule("aip-122-references")
{
    public override IEnumerable<Fault> Check(Contract contract)
    {
        var requests = contract.Methods.Select(method => method.Input).ToHashSet();
        foreach (var field in contract.Fields.Where(field => field.FieldType == FieldType.String))
        {
            var reference = field.GetOptions()?.GetExtension(ResourceExtensions.ResourceReference);
            if (reference is not null)
            {
                var type = reference.Type.Length > 0 ? reference.Type : reference.ChildType;
                if (contract.MessageOf(type) is null)
                    yield return At(field, $"there is no resource of the type '{type}'");
            }
            else if (requests.Contains(field.ContainingType) ? field.Name is "name" or "parent" || HasForm(field) : field.Name != "name" && HasForm(field))
            {
                yield return At(field, "the name of a resource has a google.api.resource_reference");
            }
        }
    }

    /// <summary>Whether the comment begins with the form of a name, in quotes: "sources/{source}".</summary>
    private static bool HasForm(FieldDescriptor field) => Comments.Of(field) is { } comment && Form().IsMatch(comment);

    [GeneratedRegex(@"^""[\w/]+/\{\w+\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
