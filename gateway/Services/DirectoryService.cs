using System.Buffers.Text;
using System.Text;
using FactoryTwin.Gateway.V1;
using FactoryTwin.Rpc;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.Gateway.Services;

/// <summary>The RPCs of the directory.</summary>
internal sealed class DirectoryService(ServiceDirectory directory) : V1.Directory.DirectoryBase
{
    private const int DefaultPage = 50;
    private const int LargestPage = 1000;
    private const string NamePrefix = "directory/services/";

    public override Task<RegisterServiceResponse> RegisterService(RegisterServiceRequest request, ServerCallContext context)
    {
        var registration = RegistrationReader.Read(request, directory.Find(request.Service)?.Registration);
        try
        {
            return Task.FromResult(new RegisterServiceResponse { ExpireTime = directory.Register(registration).ToTimestamp() });
        }
        catch (RouteTakenException taken)
        {
            throw RpcErrors.AlreadyExists(taken.Route, NamePrefix + taken.Owner);
        }
        catch (DirectoryFullException full)
        {
            throw RpcErrors.ResourceExhausted("DIRECTORY_FULL", full.Message);
        }
    }

    public override Task<ListServicesResponse> ListServices(ListServicesRequest request, ServerCallContext context)
    {
        if (request.PageSize < 0)
            throw RpcErrors.InvalidArgument(("page_size", "must not be negative."));
        var size = request.PageSize == 0 ? DefaultPage : Math.Min(request.PageSize, LargestPage);
        var after = After(request.PageToken);
        var found = directory.List().Where(entry => string.CompareOrdinal(entry.Id, after) > 0).Take(size + 1).ToArray();
        var response = new ListServicesResponse { Services = { found.Take(size).Select(ServiceEntries.Of) } };
        if (found.Length > size)
            response.NextPageToken = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(found[size - 1].Id));
        return Task.FromResult(response);
    }

    public override Task<ServiceEntry> GetService(GetServiceRequest request, ServerCallContext context) =>
        request.Name.StartsWith(NamePrefix, StringComparison.Ordinal) && directory.Find(request.Name[NamePrefix.Length..]) is { } entry
            ? Task.FromResult(ServiceEntries.Of(entry))
            : throw RpcErrors.NotFound(request.Name);

    private static string After(string token)
    {
        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token));
        }
        catch (FormatException)
        {
            throw RpcErrors.InvalidArgument(("page_token", "must be the next_page_token of an answer."));
        }
    }
}
