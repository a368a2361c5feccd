using FactoryTwin.Rpc.OpenApi;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Contracts;

/// <summary>The contracts in proto/ as descriptors, comments included.</summary>
public static class ContractSet
{
    private static readonly Lazy<FileDescriptorSet> Whole = new(Load);

    /// <summary>Every file, each after what it imports.</summary>
    public static FileDescriptorSet All => Whole.Value;

    /// <summary>The files that define the given gRPC services, with all that they import: what a service hands to the directory.</summary>
    /// <param name="services">Full names, for example "factorytwin.twin.v1.Points".</param>
    /// <exception cref="ArgumentException">A service is in none of the contracts.</exception>
    public static FileDescriptorSet Of(IEnumerable<string> services) => DescriptorSets.Only(All, services);

    private static FileDescriptorSet Load()
    {
        using var stream = typeof(ContractSet).Assembly.GetManifestResourceStream("contracts.pb")
            ?? throw new InvalidOperationException("The assembly was built without its contracts.");
        return FileDescriptorSet.Parser.ParseFrom(stream);
    }
}
