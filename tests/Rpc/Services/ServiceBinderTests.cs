using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Tests.Support;
using FactoryTwin.Rpc.Tests.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FactoryTwin.Rpc.Tests.Services;

public sealed class ServiceBinderTests
{
    [Test]
    public void EveryMethodIsBoundWithItsDescriptor()
    {
        var table = new ServiceBinder().Add(new EchoService()).Build();
        Assert.That(table.Methods.Select(method => (method.Descriptor.Name, method.Type)), Is.EqualTo(new[]
        {
            ("Unary", MethodType.Unary), ("SafeUnary", MethodType.Unary), ("RepeatableUnary", MethodType.Unary),
            ("ServerStream", MethodType.ServerStreaming), ("ClientStream", MethodType.ClientStreaming), ("Duplex", MethodType.DuplexStreaming),
        }));
        Assert.That(table.TryGet("/factorytwin.test.rpc.v1.Echo/Unary", out var unary), Is.True);
        Assert.That(unary!.RequestParser, Is.SameAs(EchoRequest.Parser));
    }

    [Test]
    public void ServiceIsBoundOnce() => Assert.That(() => new ServiceBinder().Add(new EchoService()).Add(new EchoService()), Throws.ArgumentException);

    [Test]
    public void WhatIsNoServiceIsRefused() => Assert.That(() => new ServiceBinder().Add(new object()), Throws.ArgumentException);

    [Test]
    public async Task InterceptorsStandAroundTheHandlerInTheirOrder()
    {
        var log = new List<string>();
        var table = new ServiceBinder([new Logger("a", log), new Logger("b", log)]).Add(new EchoService()).Build();
        await InvokeAsync(table, new EchoRequest());
        Assert.That(log, Is.EqualTo(new[] { "a in", "b in", "b out", "a out" }));
    }

    [Test]
    public async Task InterceptorSeesTheHandlersFaultAsAStatus()
    {
        var log = new List<string>();
        var table = new ServiceBinder([new Logger("a", log)]).Add(new EchoService()).Build();
        var e = await Assert.ThrowsAsync<RpcException>(async () => await InvokeAsync(table, new EchoRequest { FailCode = -1 }));
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.Internal));
        Assert.That(log, Is.EqualTo(new[] { "a in", "a Internal" }));
    }

    [Test]
    public async Task InterceptorsOwnFaultIsAStatusToo()
    {
        var table = new ServiceBinder([new Broken()]).Add(new EchoService()).Build();
        var e = await Assert.ThrowsAsync<RpcException>(async () => await InvokeAsync(table, new EchoRequest()));
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.Internal));
    }

    private static Task InvokeAsync(RpcMethodTable table, EchoRequest request) =>
        table.Methods[0].InvokeAsync(new BareContext(), new One(request), new Nowhere());

    private sealed class Logger(string name, List<string> log) : IRpcServerInterceptor
    {
        public async Task InvokeAsync(RpcMethod method, ServerCallContext context, Func<Task> next)
        {
            log.Add(name + " in");
            try
            {
                await next();
                log.Add(name + " out");
            }
            catch (RpcException e)
            {
                log.Add($"{name} {e.StatusCode}");
                throw;
            }
        }
    }

    private sealed class Broken : IRpcServerInterceptor
    {
        public Task InvokeAsync(RpcMethod method, ServerCallContext context, Func<Task> next) => throw new InvalidOperationException("broken");
    }

    private sealed class One(IMessage message) : IMessageSource
    {
        private IMessage? _next = message;

        public ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Interlocked.Exchange(ref _next, null));
    }

    private sealed class Nowhere : IMessageSink
    {
        public ValueTask WriteAsync(IMessage message, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
