using FactoryTwin.Options.V1;
using FactoryTwin.Rpc.OpenApi;
using FactoryTwin.Rpc.Transcoding;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Gateway.Services;

/// <summary>What a service said of itself.</summary>
/// <param name="Service">Its id, for example "twin-state".</param>
/// <param name="Version">Of the software.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Owner">The team that answers for it.</param>
/// <param name="Address">Where its listener is.</param>
/// <param name="Descriptors">Its contract as it came; equal bytes need not be read again.</param>
/// <param name="Interfaces">The gRPC services that it serves.</param>
/// <param name="Routes">Their REST routes.</param>
internal sealed record Registration(
    string Service,
    string Version,
    string Description,
    string Owner,
    Uri Address,
    ByteString Descriptors,
    IReadOnlyList<Google.Protobuf.Reflection.ServiceDescriptor> Interfaces,
    IReadOnlyList<RestBinding> Routes)
{
    /// <summary>True where both are reached and described in the same way.</summary>
    public bool SameAs(Registration other) =>
        Service == other.Service && Version == other.Version && Description == other.Description && Owner == other.Owner && Address == other.Address
        && Descriptors.Equals(other.Descriptors) && Interfaces.Select(each => each.FullName).SequenceEqual(other.Interfaces.Select(each => each.FullName));

    /// <summary>Who may call a method, as its contract declares; nobody has to be signed in for a method that says nothing.</summary>
    public static MethodAccess AccessOf(MethodDescriptor method) =>
        method.GetOptions()?.GetExtension(AccessExtensions.Access) is { } access
            ? new MethodAccess(access.Anonymous, [.. access.Roles])
            : new MethodAccess(Anonymous: false, []);
}
