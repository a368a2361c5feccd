using System.Collections.Concurrent;
using System.Security.Cryptography;
using FactoryTwin.Contracts;
using FactoryTwin.Rpc;
using FactoryTwin.Rpc.OpenApi;
using FactoryTwin.Rpc.Transcoding;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Gateway.Services;

/// <summary>
/// Opens descriptor sets of anyone's making: the files may come in any order, but whole. What was read is remembered, because a
/// service announces the same contract again and again.
/// </summary>
internal sealed class ContractReader
{
    /// <summary>Most bytes of a descriptor set.</summary>
    public const int MaxSetBytes = 4 << 20;

    private const int MaxFiles = 1000;
    private const int MaxInterfaces = 200;
    private const int Remembered = 256;
    private const string Set = "file_descriptor_set";

    private readonly ConcurrentDictionary<string, Contract> _known = new(StringComparer.Ordinal);

    /// <param name="bytes">A FileDescriptorSet.</param>
    /// <param name="interfaces">Full names of the gRPC services that are served.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, naming the field and the file, service or rule at fault.</exception>
    public Contract Read(ByteString bytes, IReadOnlyList<string> interfaces)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        var key = $"{hash} {string.Join(' ', interfaces)}";
        if (_known.TryGetValue(key, out var known))
            return known;
        var found = Interfaces(Open(bytes), interfaces);
        var contract = new Contract(hash, bytes, found, Routes(found));
        if (_known.Count >= Remembered)
            _known.Clear();
        return _known[key] = contract;
    }

    private static IReadOnlyList<FileDescriptor> Open(ByteString bytes)
    {
        if (bytes.Length is 0 or > MaxSetBytes)
            throw Fault($"must be the service's contract, 1 to {MaxSetBytes} bytes; it is {bytes.Length}.");
        FileDescriptorSet set;
        try
        {
            set = FileDescriptorSet.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException fault)
        {
            throw Fault($"is no google.protobuf.FileDescriptorSet: {fault.Message}");
        }
        if (set.File.Count > MaxFiles)
            throw Fault($"must have at most {MaxFiles} files; it has {set.File.Count}.");
        try
        {
            return DescriptorSets.Open(new FileDescriptorSet { File = { FileOrder.ImportsFirst(set.File) } }, ContractOptions.Extensions);
        }
        catch (Exception fault) when (fault is FormatException or InvalidOperationException or ArgumentException or NullReferenceException)
        {
            // Opening a set that contradicts itself fails in ways that the library does not name.
            throw Fault(fault.Message);
        }
    }

    private static IReadOnlyList<ServiceDescriptor> Interfaces(IReadOnlyList<FileDescriptor> files, IReadOnlyList<string> names)
    {
        if (names.Count is 0 or > MaxInterfaces)
            throw RpcErrors.InvalidArgument(("interfaces", $"must name 1 to {MaxInterfaces} gRPC services."));
        Dictionary<string, ServiceDescriptor> all = new(StringComparer.Ordinal);
        foreach (var service in files.SelectMany(file => file.Services))
        {
            if (!all.TryAdd(service.FullName, service))
                throw Fault($"has the service '{service.FullName}' in two files.");
        }
        (string, string)[] faults =
        [
            .. names.Where(name => !all.ContainsKey(name)).Select(name => ("interfaces", $"'{name}' is not in the descriptor set.")),
            .. names.CountBy(name => name, StringComparer.Ordinal).Where(each => each.Value > 1).Select(each => ("interfaces", $"'{each.Key}' stands twice.")),
            .. names.Where(name => name.StartsWith("grpc.health.", StringComparison.Ordinal) || name.StartsWith("grpc.reflection.", StringComparison.Ordinal))
                .Select(name => ("interfaces", $"'{name}' is gRPC's own: the gateway answers it for all.")),
        ];
        return faults.Length == 0 ? [.. names.Select(name => all[name])] : throw RpcErrors.InvalidArgument(faults);
    }

    private static IReadOnlyList<RestBinding> Routes(IEnumerable<ServiceDescriptor> interfaces)
    {
        List<RestBinding> routes = [];
        RouteTrie<RestBinding> taken = new();
        try
        {
            foreach (var route in interfaces.SelectMany(service => service.Methods).SelectMany(HttpRules.Of))
            {
                // A path that begins with a variable would take the gateway's own pages and every other service's paths.
                if (route.Template.Segments[0].Kind != PathSegmentKind.Literal)
                    throw Fault($"{route.Method.FullName}: the path '{route.Template}' must begin with a literal segment, for example /v1.");
                if (!taken.TryAdd(route.HttpMethod, route.Template, route, out var other))
                    throw Fault($"{route.Method.FullName}: {route.HttpMethod} {route.Template} is {other!.Method.FullName}'s already.");
                routes.Add(route);
            }
        }
        catch (FormatException fault)
        {
            throw Fault(fault.Message);
        }
        return routes;
    }

    private static Grpc.Core.RpcException Fault(string description) => RpcErrors.InvalidArgument((Set, description));
}
