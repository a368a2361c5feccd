using FactoryTwin.Rpc.Server;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;

namespace FactoryTwin.Rpc.Reflection;

/// <summary>Serves <c>grpc.reflection.v1</c>: the descriptors of all services of a host, so that tools need no proto files.</summary>
public sealed class ReflectionService : ServerReflection.ServerReflectionBase
{
    private readonly Lazy<IReadOnlyList<ServiceDescriptor>> _services;
    private readonly Lazy<DescriptorIndex> _index;

    /// <param name="table">Asked at the first call: the table has this service in it and is not built yet when this one is made.</param>
    public ReflectionService(Func<RpcMethodTable> table)
    {
        _services = new(() => table().Services);
        _index = new(() => new DescriptorIndex(_services.Value.Select(service => service.File)));
    }

    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            var request = requestStream.Current;
            var response = Answer(request);
            response.ValidHost = request.Host;
            response.OriginalRequest = request;
            await responseStream.WriteAsync(response, context.CancellationToken);
        }
    }

    private ServerReflectionResponse Answer(ServerReflectionRequest request) => request.MessageRequestCase switch
    {
        ServerReflectionRequest.MessageRequestOneofCase.FileByFilename => Files(_index.Value.FileByName(request.FileByFilename), request.FileByFilename),
        ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol =>
            Files(_index.Value.FileBySymbol(request.FileContainingSymbol), request.FileContainingSymbol),
        ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension => Files(
            _index.Value.FileByExtension(request.FileContainingExtension.ContainingType, request.FileContainingExtension.ExtensionNumber),
            $"{request.FileContainingExtension.ContainingType}#{request.FileContainingExtension.ExtensionNumber}"),
        ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType => ExtensionNumbers(request.AllExtensionNumbersOfType),
        ServerReflectionRequest.MessageRequestOneofCase.ListServices => Services(),
        _ => Error(StatusCode.InvalidArgument, "message_request: set one of its fields."),
    };

    private static ServerReflectionResponse Files(FileDescriptor? file, string asked)
    {
        if (file is null) return Error(StatusCode.NotFound, $"'{asked}' is not known.");
        var files = new FileDescriptorResponse();
        files.FileDescriptorProto.AddRange(DescriptorIndex.WithDependencies(file).Select(one => one.SerializedData));
        return new ServerReflectionResponse { FileDescriptorResponse = files };
    }

    private ServerReflectionResponse ExtensionNumbers(string type)
    {
        if (_index.Value.ExtensionNumbers(type) is not { } numbers) return Error(StatusCode.NotFound, $"'{type}' is not known.");
        var response = new ExtensionNumberResponse { BaseTypeName = type };
        response.ExtensionNumber.AddRange(numbers);
        return new ServerReflectionResponse { AllExtensionNumbersResponse = response };
    }

    private ServerReflectionResponse Services()
    {
        var list = new ListServiceResponse();
        list.Service.AddRange(_services.Value.Select(service => new ServiceResponse { Name = service.FullName }));
        return new ServerReflectionResponse { ListServicesResponse = list };
    }

    private static ServerReflectionResponse Error(StatusCode code, string message) =>
        new() { ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message } };
}
