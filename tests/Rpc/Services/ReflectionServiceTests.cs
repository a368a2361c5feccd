using FactoryTwin.Rpc.Reflection;
using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Tests.Support;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Reflection.V1;

namespace FactoryTwin.Rpc.Tests.Services;

public sealed class ReflectionServiceTests
{
    private EchoHost _host = null!;
    private GrpcChannel _channel = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _host = await EchoHost.StartAsync(services: services => services.AddRpcReflection());
        _channel = GrpcChannel.ForAddress(_host.Address);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
    }

    [Test]
    public async Task ServicesAreListed()
    {
        var answer = await AskAsync(new ServerReflectionRequest { Host = "h", ListServices = "" });
        Assert.That(
            answer.ListServicesResponse.Service.Select(service => service.Name),
            Is.EquivalentTo(new[] { "factorytwin.test.rpc.v1.Echo", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection" }));
        Assert.That(answer.ValidHost, Is.EqualTo("h"));
    }

    [TestCase("factorytwin.test.rpc.v1.Echo")]
    [TestCase("factorytwin.test.rpc.v1.Echo.Duplex")]
    [TestCase("factorytwin.test.rpc.v1.EchoRequest")]
    [TestCase("factorytwin.test.rpc.v1.EchoRequest.hang")]
    public async Task SymbolGivesItsFileAndAllThatItImports(string symbol) => Assert.That(
        Names(await AskAsync(new ServerReflectionRequest { FileContainingSymbol = symbol })),
        Is.EqualTo(new[] { "echo.proto", "google/protobuf/timestamp.proto" }));

    [Test]
    public async Task ImportedFileIsFoundByItsName() => Assert.That(
        Names(await AskAsync(new ServerReflectionRequest { FileByFilename = "google/protobuf/timestamp.proto" })),
        Is.EqualTo(new[] { "google/protobuf/timestamp.proto" }));

    [Test]
    public async Task WhatIsNotKnownIsNotFoundAndTheStreamGoesOn()
    {
        using var call = new ServerReflection.ServerReflectionClient(_channel).ServerReflectionInfo();
        foreach (var request in new ServerReflectionRequest[]
        {
            new() { FileByFilename = "no.such" },
            new() { FileContainingSymbol = "no.such" },
            new() { AllExtensionNumbersOfType = "no.such" },
            new() { FileContainingExtension = new ExtensionRequest { ContainingType = "factorytwin.test.rpc.v1.EchoRequest", ExtensionNumber = 1 } },
        })
        {
            await call.RequestStream.WriteAsync(request);
            Assert.That(await call.ResponseStream.MoveNext(), Is.True);
            Assert.That(call.ResponseStream.Current.ErrorResponse.ErrorCode, Is.EqualTo((int)StatusCode.NotFound));
        }
    }

    [Test]
    public async Task EmptyQuestionIsInvalid() =>
        Assert.That((await AskAsync(new ServerReflectionRequest())).ErrorResponse.ErrorCode, Is.EqualTo((int)StatusCode.InvalidArgument));

    [Test]
    public void ExtensionsAreFoundByTypeAndNumber()
    {
        // Any file with an extension of options will do: the annotations of HTTP rules are one.
        var index = new DescriptorIndex([Google.Api.AnnotationsReflection.Descriptor]);
        Assert.Multiple(() =>
        {
            Assert.That(index.FileByExtension("google.protobuf.MethodOptions", 72295728)!.Name, Is.EqualTo("google/api/annotations.proto"));
            Assert.That(index.ExtensionNumbers("google.protobuf.MethodOptions"), Is.EqualTo(new[] { 72295728 }));
            Assert.That(index.ExtensionNumbers("google.protobuf.FileOptions"), Is.Empty);
            Assert.That(index.FileBySymbol("google.api.http")!.Name, Is.EqualTo("google/api/annotations.proto"));
        });
    }

    private static IEnumerable<string> Names(ServerReflectionResponse answer) =>
        answer.FileDescriptorResponse.FileDescriptorProto.Select(bytes => FileDescriptorProto.Parser.ParseFrom(bytes).Name);

    private async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request)
    {
        using var call = new ServerReflection.ServerReflectionClient(_channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(request);
        await call.RequestStream.CompleteAsync();
        Assert.That(await call.ResponseStream.MoveNext(), Is.True);
        Assert.That(call.ResponseStream.Current.OriginalRequest, Is.EqualTo(request));
        return call.ResponseStream.Current;
    }
}
