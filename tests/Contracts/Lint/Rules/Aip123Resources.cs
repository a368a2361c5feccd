using Google.Protobuf.Reflection;
using System.Text.RegularExpressions;

namespace FactoryTwin.Contracts.Tests.Lint.Rules;

/// <summary>What standard methods are about is annotated as a resource: its type, its forms of name, its singular and plural.</summary>
internal sealed partial class Aip123Resources() : Rule("aip-123-resources")
{
    public override IEnumerable<Fault> Check(Contract contract)
    {
        foreach (var message in contract.Methods.Select(method => method.Subject).OfType<MessageDescriptor>().Where(contract.Messages.Contains).Distinct())
        {
            if (Contract.ResourceOf(message) is null)
                yield return At(message, "what a standard method is about has the option google.api.resource");
        }
        foreach (var message in contract.Messages)
        {
            if (Contract.ResourceOf(message) is not { } resource)
                continue;
            if (!Type().IsMatch(resource.Type))
                yield return At(message, $"the type '{resource.Type}' has the form area.factorytwin/Name");
            if (resource.Plural.Length == 0 || resource.Singular.Length == 0)
                yield return At(message, "a resource names its singular and its plural");
            if (resource.Pattern.Count == 0)
                yield return At(message, "a resource has a pattern");
            foreach (var pattern in resource.Pattern.Where(pattern => !Pattern().IsMatch(pattern)))
                yield return At(message, $"the pattern '{pattern}' has collections in camel case and variables in snake case, in turn");
            foreach (var pattern in resource.Pattern.Where(pattern => pattern.EndsWith('}') && !pattern.EndsWith($"{resource.Plural}/{{{Words.Snake(resource.Singular)}}}", StringComparison.Ordinal)))
                yield return At(message, $"the pattern '{pattern}' ends with the plural and the singular, '{resource.Plural}/{{{Words.Snake(resource.Singular)}}}'");
        }
    }

    [GeneratedRegex(@"^[a-z]+\.factorytwin/[A-Z][A-Za-z0-9]*$")]
    private static partial Regex Type();

    [GeneratedRegex(@"^[a-z][A-Za-z]*(/[a-z][A-Za-z]*)?(/\{[a-z_]+\}(/[a-z][A-Za-z]*/\{[a-z_]+\})*)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
