using FactoryTwin.Rpc.Transcoding;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Gateway.Services;

/// <summary>What a service serves, read out of the descriptor set that it handed over.</summary>
/// <param name="Hash">SHA-256 of <paramref name="Bytes"/>, in hexadecimal.</param>
/// <param name="Bytes">The set as it came.</param>
/// <param name="Interfaces">The gRPC services that are served of it, in the order of the announcement.</param>
/// <param name="Routes">Their REST routes.</param>
internal sealed record Contract(string Hash, ByteString Bytes, IReadOnlyList<ServiceDescriptor> Interfaces, IReadOnlyList<RestBinding> Routes)
{
    private readonly Lazy<HashSet<string>> _calls = new(() =>
    [
        .. Interfaces.SelectMany(each => each.Methods).Select(CallOf),
        .. Routes.Select(CallOf),
    ]);

    /// <summary>True where both describe the same; equal bytes mean equal descriptors.</summary>
    public bool SameAs(Contract other) => Hash == other.Hash && Names.SequenceEqual(other.Names, StringComparer.Ordinal);

    /// <summary>Full names of the interfaces.</summary>
    public IEnumerable<string> Names => Interfaces.Select(each => each.FullName);

    /// <summary>Tells contracts with the same calls from others: two versions of a service may differ in what they serve.</summary>
    public string Key { get; } = $"{Hash} {string.Join(' ', Interfaces.Select(each => each.FullName))}";

    /// <summary>What it has of one interface.</summary>
    public Contract Only(string @interface) => new(
        Hash, Bytes, [.. Interfaces.Where(each => each.FullName == @interface)], [.. Routes.Where(route => route.Method.Service.FullName == @interface)]);

    /// <summary>True where a call, named by <see cref="CallOf(MethodDescriptor)"/> or <see cref="CallOf(RestBinding)"/>, is served.</summary>
    public bool Serves(string call) => _calls.Value.Contains(call);

    public static string CallOf(MethodDescriptor method) => $"gRPC {method.FullName}";

    public static string CallOf(RestBinding route) => $"{route.HttpMethod} {route.Template.Text} {route.Method.FullName}";
}
