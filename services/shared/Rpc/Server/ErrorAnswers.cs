using FactoryTwin.Rpc.Transcoding;
using FactoryTwin.Rpc.Wire;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Rpc.Server;

/// <summary>Answers for those who stand before the methods: middleware that turns a call away.</summary>
public static class ErrorAnswers
{
    /// <summary>Answers in the caller's own language: a gRPC status, or a problem (RFC 9457). The response must not have started.</summary>
    public static async Task WriteErrorAsync(this HttpContext http, RpcException error)
    {
        if (!IsGrpc(http))
        {
            await http.WriteProblemAsync(Problem.Of(error));
            return;
        }
        GrpcAnswer.WriteMetadata(http.Response.Headers, error.Trailers);
        GrpcAnswer.WriteTrailersOnly(http.Response, error.Status);
    }

    /// <summary>True where the caller speaks gRPC.</summary>
    public static bool IsGrpc(HttpContext http) => RpcHeaders.IsGrpc(http.Request.ContentType);
}
