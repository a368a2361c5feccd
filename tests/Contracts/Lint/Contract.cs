using FactoryTwin.Rpc.OpenApi;
using Google.Api;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Contracts.Tests.Lint;

/// <summary>The files that are looked at, and what they declare.</summary>
internal sealed class Contract
{
    private readonly IReadOnlyList<FileDescriptor> _all;

    /// <param name="set">With imports and comments.</param>
    /// <param name="looked">Which of the set's files are looked at.</param>
    public Contract(FileDescriptorSet set, Func<FileDescriptor, bool> looked)
    {
        _all = DescriptorSets.Open(set, ContractOptions.Extensions);
        Files = [.. _all.Where(looked)];
        Messages = [.. Files.SelectMany(file => file.MessageTypes).SelectMany(WithNested)];
        Enums = [.. Files.SelectMany(file => file.EnumTypes), .. Messages.SelectMany(message => message.EnumTypes)];
        Methods = [.. Files.SelectMany(file => file.Services).SelectMany(service => service.Methods).Select(each => new Rpc(each, this))];
    }

    /// <summary>The contracts in proto/factorytwin.</summary>
    public static Contract Ours() => new(ContractSet.All, file => file.Package.StartsWith("factorytwin.", StringComparison.Ordinal));

    public IReadOnlyList<FileDescriptor> Files { get; }

    public IReadOnlyList<MessageDescriptor> Messages { get; }

    public IReadOnlyList<EnumDescriptor> Enums { get; }

    public IReadOnlyList<Rpc> Methods { get; }

    public IEnumerable<FieldDescriptor> Fields => Messages.SelectMany(message => message.Fields.InDeclarationOrder());

    /// <summary>The resource that a message is; null where it is none.</summary>
    public static ResourceDescriptor? ResourceOf(MessageDescriptor message) => message.GetOptions()?.GetExtension(ResourceExtensions.Resource);

    /// <summary>The message of a resource type, for example "ingestion.factorytwin/Source", in whatever file.</summary>
    public MessageDescriptor? MessageOf(string type) =>
        _all.SelectMany(file => file.MessageTypes).FirstOrDefault(message => ResourceOf(message)?.Type == type);

    /// <summary>What a caller sends: the requests and, through their fields, all of our messages within them.</summary>
    public IReadOnlySet<MessageDescriptor> Sent()
    {
        HashSet<MessageDescriptor> seen = [];
        foreach (var method in Methods)
            Add(method.Input);
        return seen;

        void Add(MessageDescriptor message)
        {
            if (!Files.Contains(message.File) || !seen.Add(message))
                return;
            foreach (var field in message.Fields.InDeclarationOrder().Where(field => field.FieldType == FieldType.Message && !Behaviors(field).Contains(FieldBehavior.OutputOnly)))
                Add(field.MessageType);
        }
    }

    public static IReadOnlyList<FieldBehavior> Behaviors(FieldDescriptor field) =>
        field.GetOptions()?.GetExtension(FieldBehaviorExtensions.FieldBehavior) is { } behaviors ? [.. behaviors] : [];

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor message) =>
        message.NestedTypes.Where(nested => nested.GetOptions()?.MapEntry != true).SelectMany(WithNested).Prepend(message);
}
