using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using Grpc.Core;

namespace FactoryTwin.VirtualPlant.Tests.Support;

/// <summary>Hands out clients that a test made.</summary>
internal sealed class FakeClients : IServiceClients
{
    private readonly Dictionary<Type, object> clients = [];

    public FakeClients With<TClient>(TClient client) where TClient : ClientBase<TClient>
    {
        clients[typeof(TClient)] = client;
        return this;
    }

    public TClient Get<TClient>(string service) where TClient : ClientBase<TClient> => (TClient)clients[typeof(TClient)];
}

/// <summary>Answers of a peer that is in the test itself.</summary>
internal static class Answer
{
    public static AsyncUnaryCall<T> With<T>(T response) => Of(Task.FromResult(response));

    public static AsyncUnaryCall<T> Failing<T>(RpcException error) => Of(Task.FromException<T>(error));

    public static AsyncUnaryCall<T> Away<T>() => Failing<T>(RpcErrors.Unavailable("away"));

    private static AsyncUnaryCall<T> Of<T>(Task<T> response) =>
        new(response, Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
}
