using System.Globalization;
using System.Net;
using FactoryTwin.Rpc.Wire;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Rpc.Client;

/// <summary>Makes the headers of a call.</summary>
internal static partial class RequestHead
{
    private static readonly string UserAgent = "grpc-dotnet-factorytwin/" + typeof(RequestHead).Assembly.GetName().Version?.ToString(3);

    /// <param name="peer">Where it goes.</param>
    /// <param name="method">What is called.</param>
    /// <param name="host">The name to call the server by, where the caller gave one.</param>
    /// <param name="life">Its deadline goes along.</param>
    /// <param name="compress">The requests are gzip.</param>
    /// <param name="failed">Attempts before this one.</param>
    /// <param name="metadata">What the caller and its credentials add.</param>
    public static HttpRequestMessage Create(CallPeer peer, IMethod method, string? host, CallLifetime life, bool compress, int failed, params ReadOnlySpan<Metadata?> metadata)
    {
        life.Token.ThrowIfCancellationRequested();
        var request = new HttpRequestMessage(HttpMethod.Post, peer.UriOf(method.FullName))
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
        if (failed > 0) headers.TryAddWithoutValidation(RpcHeaders.PreviousAttempts, failed.ToString(CultureInfo.InvariantCulture));
        if ((host ?? peer.Host) is { } name) headers.Host = name;
        foreach (var part in metadata) Add(request, part);
        return request;
    }

    /// <summary>What the credentials of channel and call add; null for nothing.</summary>
    /// <exception cref="RpcException">UNAVAILABLE: they could not be had.</exception>
    public static ValueTask<Metadata?> CredentialsAsync(GrpcChannel channel, IMethod method, CallCredentials? ofCall, CancellationToken cancellationToken)
    {
        var ofChannel = channel.CredentialsOfCalls;
        if (ofChannel is null && ofCall is null) return default;
        if (channel.SendsCallCredentials) return AskAsync(channel, method, ofChannel, ofCall, cancellationToken);
        NotSent(channel.Log, method.FullName);
        return default;
    }

    private static async ValueTask<Metadata?> AskAsync(
        GrpcChannel channel, IMethod method, CallCredentials? ofChannel, CallCredentials? ofCall, CancellationToken cancellationToken)
    {
        var context = new AuthInterceptorContext(channel.ServiceUrl + "/" + method.ServiceName, method.Name, cancellationToken);
        var metadata = new Metadata();
        try
        {
            if (ofChannel is not null) await ofChannel.AddAsync(context, metadata);
            if (ofCall is not null) await ofCall.AddAsync(context, metadata);
        }
        catch (Exception e) when (e is not RpcException && !cancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "No credentials for the call: " + e.Message, e));
        }
        return metadata;
    }

    private static void Add(HttpRequestMessage request, Metadata? metadata)
    {
        if (metadata is null) return;
        foreach (var entry in metadata)
        {
            if (!RpcHeaders.IsReserved(entry.Key)) request.Headers.TryAddWithoutValidation(entry.Key, MetadataCodec.Format(entry));
        }
    }

    [LoggerMessage(1302, LogLevel.Warning, "{Method}: the call's credentials are not sent, since the connection has no TLS; allow it by UnsafeUseInsecureChannelCallCredentials.")]
    private static partial void NotSent(ILogger logger, string method);
}
