using FactoryTwin.Options.V1;
using Google.Api;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Contracts.Tests.Lint;

/// <summary>The verbs of the standard methods (AIP-130), and what is none of them.</summary>
internal enum RpcKind
{
    Get,
    List,
    Create,
    Update,
    Delete,
    Custom,
}

/// <summary>One method, with its HTTP rule taken apart.</summary>
internal sealed class Rpc(MethodDescriptor method, Contract contract)
{
    public MethodDescriptor Descriptor => method;

    public MessageDescriptor Input => method.InputType;

    public MessageDescriptor Output => method.OutputType;

    public HttpRule? Http { get; } = method.GetOptions()?.GetExtension(AnnotationsExtensions.Http);

    public Access? Access { get; } = method.GetOptions()?.GetExtension(AccessExtensions.Access);

    public string Verb => Http?.PatternCase.ToString().ToUpperInvariant() ?? "";

    /// <summary>The rule's path, without a custom verb.</summary>
    public string Path => Whole.LastIndexOf(':') is var colon and > 0 ? Whole[..colon] : Whole;

    /// <summary>What is behind the colon; empty where there is none.</summary>
    public string CustomVerb => Whole.LastIndexOf(':') is var colon and > 0 ? Whole[(colon + 1)..] : "";

    /// <summary>The path with its variables opened: "/v1/{name=sources/*}" is "/v1/sources/*".</summary>
    public string OpenPath => Templates.Open(Path);

    public RpcKind Kind => Words.First(method.Name) switch
    {
        "Get" => RpcKind.Get,
        "List" => RpcKind.List,
        "Create" => RpcKind.Create,
        "Update" => RpcKind.Update,
        "Delete" => RpcKind.Delete,
        _ => RpcKind.Custom,
    };

    /// <summary>The name without its verb: "PriceSeries" of "ListPriceSeries".</summary>
    public string Noun => method.Name[Words.First(method.Name).Length..];

    /// <summary>The message that a standard method is about: the answer, or what a list lists; null where the answer has no such shape.</summary>
    public MessageDescriptor? Subject => Kind switch
    {
        RpcKind.Custom => null,
        RpcKind.List => Output.Fields.InDeclarationOrder().FirstOrDefault(each => each is { IsRepeated: true, FieldType: FieldType.Message })?.MessageType,
        RpcKind.Delete => Input.FindFieldByName("name") is { } name && name.GetOptions()?.GetExtension(ResourceExtensions.ResourceReference) is { } reference
            ? contract.MessageOf(reference.Type)
            : null,
        _ => Output,
    };

    public ResourceDescriptor? Resource => Subject is { } subject ? Contract.ResourceOf(subject) : null;

    private string Whole => Http switch
    {
        { PatternCase: HttpRule.PatternOneofCase.Get } rule => rule.Get,
        { PatternCase: HttpRule.PatternOneofCase.Put } rule => rule.Put,
        { PatternCase: HttpRule.PatternOneofCase.Post } rule => rule.Post,
        { PatternCase: HttpRule.PatternOneofCase.Delete } rule => rule.Delete,
        { PatternCase: HttpRule.PatternOneofCase.Patch } rule => rule.Patch,
        { PatternCase: HttpRule.PatternOneofCase.Custom } rule => rule.Custom.Path,
        _ => "",
    };
}
