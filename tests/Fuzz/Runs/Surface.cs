using FactoryTwin.Rpc.Transcoding;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Fuzz.Runs;

/// <summary>A method under attack and the service that serves it.</summary>
internal sealed record Target(string Service, MethodDescriptor Method, IReadOnlyList<RestBinding> Rest)
{
    public string Path => $"/{Method.Service.FullName}/{Method.Name}";

    public bool Streams => Method.IsClientStreaming || Method.IsServerStreaming;
}

/// <summary>What is served.</summary>
internal static class Surface
{
    private static readonly (string Service, ServiceDescriptor Descriptor)[] Served =
    [
        ("probe", V1.Probe.Descriptor),
        ("ingestion", Ingestion.V1.Sources.Descriptor),
        ("ingestion", Ingestion.V1.Readings.Descriptor),
        ("twin-state", Twin.V1.Points.Descriptor),
        ("twin-state", Twin.V1.Assets.Descriptor),
        ("energy", Energy.V1.Prices.Descriptor),
        ("scheduler", Scheduler.V1.Machines.Descriptor),
        ("scheduler", Scheduler.V1.Plans.Descriptor),
        ("gateway", Gateway.V1.Directory.Descriptor),
        ("gateway", Gateway.V1.Interfaces.Descriptor),
        ("gateway", Gateway.V1.Sessions.Descriptor),
        ("probe", Grpc.Health.V1.Health.Descriptor),
    ];

    public static IReadOnlyList<Target> All { get; } = Of(Served);

    public static IReadOnlyList<Target> Broken { get; } = Of([("broken", Fuzz.Broken.V1.Broken.Descriptor)]);

    private static List<Target> Of((string Service, ServiceDescriptor Descriptor)[] served) =>
        [.. served.SelectMany(each => each.Descriptor.Methods.Select(method => new Target(each.Service, method, HttpRules.Of(method))))];
}
