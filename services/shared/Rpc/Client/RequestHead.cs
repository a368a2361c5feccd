using System.Net;
using FactoryTwin.Rpc.Wire;
using Grpc.Core;
using Grpc.Net.Client;

namespace FactoryTwin.Rpc.Client;

/// <summary>Makes the headers of a call.</summary>
internal static class RequestHead
{
    private static readonly string UserAgent = "grpc-dotnet-factorytwin/" + typeof(RequestHead).Assembly.GetName().Version?.ToString(3);

    public static async Task<HttpRequestMessage> CreateAsync(
        GrpcChannel channel, IMethod method, string? host, CallOptions options, CallLifetime life, bool compress)
    {
        life.Token.ThrowIfCancellationRequested();
        var request = new HttpRequestMessage(HttpMethod.Post, channel.UriOf(method))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        var headers = request.Headers;
        headers.TryAddWithoutValidation("te", "trailers");
        headers.TryAddWithoutValidation("user-agent", UserAgent);
        headers.TryAddWithoutValidation(RpcHeaders.AcceptEncoding, RpcHeaders.AcceptedEncodings);
        if (compress) headers.TryAddWithoutValidation(RpcHeaders.Encoding, RpcHeaders.Gzip);
        if (life.Remaining is { } left) headers.TryAddWithoutValidation(RpcHeaders.Timeout, TimeoutCodec.Format(left));
        if (host is not null) headers.Host = host;
        Add(request, options.Headers);
        if (channel.SendsCallCredentials && (channel.CredentialsOfCalls is not null || options.Credentials is not null))
            Add(request, await CredentialsAsync(channel, method, options.Credentials, life.Token));
        return request;
    }

    private static void Add(HttpRequestMessage request, Metadata? metadata)
    {
        if (metadata is null) return;
        foreach (var entry in metadata)
        {
            if (!RpcHeaders.IsReserved(entry.Key)) request.Headers.TryAddWithoutValidation(entry.Key, MetadataCodec.Format(entry));
        }
    }

    private static async Task<Metadata> CredentialsAsync(GrpcChannel channel, IMethod method, CallCredentials? ofCall, CancellationToken cancellationToken)
    {
        var context = new AuthInterceptorContext(channel.Address.GetLeftPart(UriPartial.Authority) + "/" + method.ServiceName, method.Name, cancellationToken);
        var metadata = new Metadata();
        try
        {
            if (channel.CredentialsOfCalls is { } ofChannel) await ofChannel.AddAsync(context, metadata);
            if (ofCall is not null) await ofCall.AddAsync(context, metadata);
        }
        catch (Exception e) when (e is not RpcException && !cancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "No credentials for the call: " + e.Message, e));
        }
        return metadata;
    }
}
