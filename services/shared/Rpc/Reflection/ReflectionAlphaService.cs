using Google.Protobuf;
using Grpc.Core;
using Alpha = Grpc.Reflection.V1Alpha;
using V1 = Grpc.Reflection.V1;

namespace FactoryTwin.Rpc.Reflection;

/// <summary>Serves <c>grpc.reflection.v1alpha</c>, which older tools ask for: the same messages, byte for byte, under another name.</summary>
public sealed class ReflectionAlphaService(ReflectionService reflection) : Alpha.ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<Alpha.ServerReflectionRequest> requestStream, IServerStreamWriter<Alpha.ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            var request = V1.ServerReflectionRequest.Parser.ParseFrom(requestStream.Current.ToByteString());
            var response = Alpha.ServerReflectionResponse.Parser.ParseFrom(reflection.Answer(request).ToByteString());
            await responseStream.WriteAsync(response, context.CancellationToken);
        }
    }
}
