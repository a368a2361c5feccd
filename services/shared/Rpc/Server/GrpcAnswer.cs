using System.Globalization;
using FactoryTwin.Rpc.Wire;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace FactoryTwin.Rpc.Server;

/// <summary>Writes the headers and trailers of gRPC answers.</summary>
internal static class GrpcAnswer
{
    public static void Prepare(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = RpcHeaders.ContentType;
        response.Headers[RpcHeaders.AcceptEncoding] = RpcHeaders.AcceptedEncodings;
    }

    public static void WriteStatus(IHeaderDictionary target, Status status)
    {
        target[RpcHeaders.Status] = ((int)status.StatusCode).ToString(CultureInfo.InvariantCulture);
        if (status.Detail.Length > 0) target[RpcHeaders.Message] = MessageTextCodec.Encode(StatusBounds.Message(status.Detail));
    }

    public static void WriteMetadata(IHeaderDictionary target, Metadata? metadata)
    {
        if (metadata is null) return;
        foreach (var entry in metadata)
        {
            if (!RpcHeaders.IsReserved(entry.Key) && Bounded(entry) is { } sent) target[entry.Key] = StringValues.Concat(target[entry.Key], MetadataCodec.Format(sent));
        }
    }

    /// <summary>Answers with a status and no message.</summary>
    public static void WriteTrailersOnly(HttpResponse response, Status status)
    {
        Prepare(response);
        WriteStatus(response.Headers, status);
    }

    private static Metadata.Entry? Bounded(Metadata.Entry entry)
    {
        if (entry.Key != RpcErrors.DetailsTrailer || entry.RawBytes.Length <= StatusBounds.MostDetails) return entry;
        return StatusBounds.Details(entry.ValueBytes) is { } bytes ? new Metadata.Entry(entry.Key, bytes) : null;
    }
}
