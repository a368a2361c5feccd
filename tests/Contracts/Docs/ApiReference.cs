using System.Text;
using FactoryTwin.Contracts.Tests.Lint;
using FactoryTwin.Rpc.OpenApi;
using FactoryTwin.Rpc.Transcoding;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Contracts.Tests.Docs;

/// <summary>The pages of docs/api, written from the descriptors.</summary>
internal sealed class ApiReference
{
    public const string Origin = "<!-- Written from proto/ by tests/Contracts (run with FACTORYTWIN_UPDATE=1); do not edit. -->";

    private readonly Contract _contract = Contract.Ours();
    private readonly HashSet<MessageDescriptor> _shown = [];
    private readonly HashSet<EnumDescriptor> _enums = [];
    private readonly Dictionary<string, string[]> _failures;

    public ApiReference()
    {
        foreach (var method in _contract.Methods)
        {
            Add(method.Input);
            Add(method.Output);
        }
        foreach (var message in _contract.Messages.Where(IsEvent))
            Add(message);
        var document = OpenApiFile.Document();
        _failures = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).ToDictionary(
            each => (string)each.Value!["operationId"]!,
            each => each.Value!["responses"]!.AsObject().Select(response => response.Key).Where(status => status[0] is '4' or '5').ToArray(),
            StringComparer.Ordinal);
    }

    /// <summary>The packages that hold anything a caller sees.</summary>
    public IReadOnlyList<string> Packages => [.. _shown.Select(message => message.File).Concat(_enums.Select(type => type.File)).Select(file => file.Package)
        .Where(package => package.StartsWith("factorytwin.", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public IReadOnlyList<ServiceDescriptor> Services(string package) => [.. _contract.Files.Where(file => file.Package == package).SelectMany(file => file.Services)];

    public IReadOnlyList<MessageDescriptor> Events(string package) => [.. Shown(package).Where(IsEvent)];

    /// <summary>What is neither a request, which its call shows, nor an event.</summary>
    public IReadOnlyList<MessageDescriptor> Messages(string package) =>
        [.. Shown(package).Where(message => !IsEvent(message) && message.Fields.InDeclarationOrder().Count > 0 && _contract.Methods.All(method => method.Input != message))];

    public IReadOnlyList<EnumDescriptor> Enums(string package) => [.. _enums.Where(type => type.File.Package == package).OrderBy(type => type.Name, StringComparer.Ordinal)];

    /// <summary>The HTTP statuses that a call can fail with.</summary>
    public IReadOnlyList<string> Failures(MethodDescriptor method) =>
        _failures.GetValueOrDefault($"{method.File.Package.Split('.')[^2]}_{method.Service.Name}_{method.Name}") ?? [];

    /// <summary>The name of a type, as a link to where it is explained.</summary>
    public string Link(IDescriptor type, string from)
    {
        var package = type.File.Package;
        if (!package.StartsWith("factorytwin.", StringComparison.Ordinal) || (type is MessageDescriptor message && message.Fields.InDeclarationOrder().Count == 0))
            return type.Name;
        var call = _contract.Methods.FirstOrDefault(method => method.Input == type)?.Descriptor.Name; // a request within another is explained by its own call
        return $"[{type.Name}]({(package == from ? "" : package + ".md")}#{PackagePage.Anchor(call ?? type.Name)})";
    }

    /// <summary>The first page: all services, and what holds for every call.</summary>
    public string Index()
    {
        var text = new StringBuilder($"# API\n\n{Origin}\n\n{Conventions.Text}\n## Packages\n| package | service | |\n| --- | --- | --- |\n");
        foreach (var package in Packages)
        {
            var services = Services(package);
            if (services.Count == 0)
                text.Append($"| [{package}]({package}.md) | | types that the others share |\n");
            foreach (var service in services)
                text.Append($"| [{package}]({package}.md) | [{service.Name}]({package}.md#{PackagePage.Anchor(service.Name)}) | {FieldTable.Cell(Comments.Of(service) ?? "")} |\n");
        }
        text.Append("\n## Routes\n| REST | call |\n| --- | --- |\n");
        var routes = from method in _contract.Methods from rule in HttpRules.Of(method.Descriptor) orderby rule.Template.Text, rule.HttpMethod select (rule, method.Descriptor);
        foreach (var (rule, method) in routes)
            text.Append($"| `{rule.HttpMethod} {rule.Template.Text}` | [{method.Service.Name}.{method.Name}]({method.File.Package}.md#{PackagePage.Anchor(method.Name)}) |\n");
        return text.ToString();
    }

    private static bool IsEvent(MessageDescriptor message) => Comments.Of(message)?.StartsWith("Event on topic", StringComparison.Ordinal) == true;

    private IEnumerable<MessageDescriptor> Shown(string package) =>
        _shown.Where(message => message.File.Package == package).OrderBy(message => message.Name, StringComparer.Ordinal);

    private void Add(MessageDescriptor message)
    {
        if (!_contract.Messages.Contains(message) || !_shown.Add(message))
            return;
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            if (field.FieldType == FieldType.Message)
                Add(field.MessageType);
            else if (field.FieldType == FieldType.Enum)
                _enums.Add(field.EnumType);
        }
    }
}
