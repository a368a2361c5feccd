using System.Globalization;
using Grpc.Core;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>What a handler that streams a file tells of it beforehand, so that REST callers get conditions and ranges for it.</summary>
public static class Download
{
    /// <summary>Response metadata with this prefix becomes a header of HTTP on REST; on gRPC it is metadata like any other.</summary>
    internal const string Prefix = "http-";

    /// <summary>To be called before the first message.</summary>
    /// <param name="context">The call.</param>
    /// <param name="etag">Tells this version of the file from every other; printable ASCII without quotes.</param>
    /// <param name="size">Bytes in all: exactly so many have to follow.</param>
    public static Task DescribeAsync(ServerCallContext context, string etag, long size) => context.WriteResponseHeadersAsync(new Metadata
    {
        { Prefix + "etag", $"\"{etag}\"" },
        { Prefix + "content-length", size.ToString(CultureInfo.InvariantCulture) },
    });
}
