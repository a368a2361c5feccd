using FactoryTwin.Rpc.Server;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;

namespace FactoryTwin.Rpc.Reflection;

/// <summary>Serves <c>grpc.reflection.v1</c>: the descriptors of services, so that tools need no proto files.</summary>
/// <param name="services">What is described; the same list as before means that nothing changed.</param>
public sealed class ReflectionService(Func<IReadOnlyList<ServiceDescriptor>> services) : ServerReflection.ServerReflectionBase
{
    private volatile Known? _known;

    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            var request = requestStream.Current;
            await responseStream.WriteAsync(Answer(request), context.CancellationToken);
        }
    }

    /// <summary>Answers one request.</summary>
    internal ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var response = Answer(request, Current());
        response.ValidHost = request.Host;
        response.OriginalRequest = request;
        return response;
    }

    private Known Current()
    {
        var now = services();
        return _known is { } known && ReferenceEquals(known.Services, now) ? known : _known = new Known(now, new DescriptorIndex(now.Select(service => service.File)));
    }

    private static ServerReflectionResponse Answer(ServerReflectionRequest request, Known known) => request.MessageRequestCase switch
    {
        ServerReflectionRequest.MessageRequestOneofCase.FileByFilename => Files(known.Index.FileByName(request.FileByFilename), request.FileByFilename),
        ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol =>
            Files(known.Index.FileBySymbol(request.FileContainingSymbol), request.FileContainingSymbol),
        ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension => Files(
            known.Index.FileByExtension(request.FileContainingExtension.ContainingType, request.FileContainingExtension.ExtensionNumber),
            $"{request.FileContainingExtension.ContainingType}#{request.FileContainingExtension.ExtensionNumber}"),
        ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType => ExtensionNumbers(request.AllExtensionNumbersOfType, known),
        ServerReflectionRequest.MessageRequestOneofCase.ListServices => Services(known),
        _ => Error(StatusCode.InvalidArgument, "message_request: set one of its fields."),
    };

    private static ServerReflectionResponse Files(FileDescriptor? file, string asked)
    {
        if (file is null) return Error(StatusCode.NotFound, $"'{asked}' is not known.");
        var files = new FileDescriptorResponse();
        files.FileDescriptorProto.AddRange(DescriptorIndex.WithDependencies(file).Select(one => one.SerializedData));
        return new ServerReflectionResponse { FileDescriptorResponse = files };
    }

    private static ServerReflectionResponse ExtensionNumbers(string type, Known known)
    {
        if (known.Index.ExtensionNumbers(type) is not { } numbers) return Error(StatusCode.NotFound, $"'{type}' is not known.");
        var response = new ExtensionNumberResponse { BaseTypeName = type };
        response.ExtensionNumber.AddRange(numbers);
        return new ServerReflectionResponse { AllExtensionNumbersResponse = response };
    }

    private static ServerReflectionResponse Services(Known known)
    {
        var list = new ListServiceResponse();
        list.Service.AddRange(known.Services.Select(service => new ServiceResponse { Name = service.FullName }));
        return new ServerReflectionResponse { ListServicesResponse = list };
    }

    private static ServerReflectionResponse Error(StatusCode code, string message) =>
        new() { ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message } };

    private sealed record Known(IReadOnlyList<ServiceDescriptor> Services, DescriptorIndex Index);
}
