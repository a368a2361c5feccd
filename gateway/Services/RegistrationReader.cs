using System.Text.RegularExpressions;
using FactoryTwin.Gateway.V1;
using FactoryTwin.Options.V1;
using FactoryTwin.Rpc;
using FactoryTwin.Rpc.OpenApi;
using FactoryTwin.Rpc.Transcoding;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Gateway.Services;

/// <summary>Reads what a service announces; every fault is named by its field.</summary>
internal static partial class RegistrationReader
{
    /// <summary>Most bytes of a descriptor set.</summary>
    private const int MaxSetBytes = 4 << 20;

    /// <param name="request">The announcement.</param>
    /// <param name="last">What the same service announced before; its contract is not read again where it is the same.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public static Registration Read(RegisterServiceRequest request, Registration? last)
    {
        List<(string Field, string Description)> faults = [];
        if (!Id().IsMatch(request.Service))
            faults.Add(("service", "must be 1 to 63 of A-Z a-z 0-9 . _ -, starting with a letter or digit."));
        if (request.Version.Length is 0 or > 128)
            faults.Add(("version", "must be 1 to 128 characters."));
        if (!Uri.TryCreate(request.Address, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.PathAndQuery != "/")
            faults.Add(("address", "must be an address such as http://127.0.0.1:41234, without a path."));
        if (request.FileDescriptorSet.Length is 0 or > MaxSetBytes)
            faults.Add(("file_descriptor_set", $"must be the service's contract, at most {MaxSetBytes} bytes."));
        if (faults.Count > 0)
            throw RpcErrors.InvalidArgument([.. faults]);
        var known = last is not null && last.Descriptors.Equals(request.FileDescriptorSet)
            && last.Interfaces.Select(each => each.FullName).SequenceEqual(request.Interfaces);
        var interfaces = known ? last!.Interfaces : Interfaces(request);
        return new Registration(
            request.Service, request.Version, request.Description, request.Owner, address!, request.FileDescriptorSet, interfaces,
            known ? last!.Routes : Routes(interfaces));
    }

    private static IReadOnlyList<ServiceDescriptor> Interfaces(RegisterServiceRequest request)
    {
        IReadOnlyList<FileDescriptor> files;
        try
        {
            files = DescriptorSets.Open(FileDescriptorSet.Parser.ParseFrom(request.FileDescriptorSet), [AccessExtensions.Access]);
        }
        catch (Exception fault) when (fault is FormatException or InvalidProtocolBufferException)
        {
            throw RpcErrors.InvalidArgument(("file_descriptor_set", fault.Message));
        }
        var all = files.SelectMany(file => file.Services).ToDictionary(service => service.FullName, StringComparer.Ordinal);
        var missing = request.Interfaces.Where(name => !all.ContainsKey(name)).Select(name => ("interfaces", $"'{name}' is not in the descriptor set.")).ToArray();
        return missing.Length == 0 ? [.. request.Interfaces.Distinct().Select(name => all[name])] : throw RpcErrors.InvalidArgument(missing);
    }

    private static IReadOnlyList<RestBinding> Routes(IEnumerable<ServiceDescriptor> interfaces)
    {
        try
        {
            return [.. interfaces.SelectMany(service => service.Methods).SelectMany(HttpRules.Of)];
        }
        catch (FormatException fault)
        {
            throw RpcErrors.InvalidArgument(("file_descriptor_set", fault.Message));
        }
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Id();
}
