using FactoryTwin.Gateway.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Rpc;

namespace FactoryTwin.Gateway.Services;

/// <summary>Reads what a service announces; every fault is named by its field.</summary>
internal static class RegistrationReader
{
    private const int MaxVersion = 128;
    private const int MaxText = 1000;

    /// <param name="request">The announcement.</param>
    /// <param name="contracts">Opens its descriptor set.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public static Registration Read(RegisterServiceRequest request, ContractReader contracts)
    {
        List<(string Field, string Description)> faults = [];
        if (!ResourceNames.IsId(request.Service))
            faults.Add(("service", ResourceNames.IdRule + "."));
        if (request.Version.Length is 0 or > MaxVersion)
            faults.Add(("version", $"must be 1 to {MaxVersion} characters."));
        if (request.Description.Length > MaxText)
            faults.Add(("description", $"must be at most {MaxText} characters."));
        if (request.Owner.Length > MaxText)
            faults.Add(("owner", $"must be at most {MaxText} characters."));
        if (AddressOf(request.Address) is not { } address)
            faults.Add(("address", "must be an address such as http://127.0.0.1:41234, without a path."));
        else if (faults.Count == 0)
            return new Registration(
                request.Service, request.Version, request.Description, request.Owner, address, contracts.Read(request.FileDescriptorSet, request.Interfaces),
                request.ServesRest);
        throw RpcErrors.InvalidArgument([.. faults]);
    }

    /// <summary>The address as the directory writes it; null where it is none.</summary>
    public static string? AddressOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address is { PathAndQuery: "/", UserInfo: "", Fragment: "" }
            ? address.GetLeftPart(UriPartial.Authority)
            : null;
}
