// Code as users of the official packages Grpc.Net.Client and Grpc.Core.Api write it, after their public documentation. It knows nothing of
// this runtime: no namespace of FactoryTwin.Rpc but that of the test's own messages. That it compiles is the test; some of it runs.
using FactoryTwin.Rpc.Tests.V1;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Stock.Client;

public static class StockChannels
{
    public static GrpcChannel Plain(string address) => GrpcChannel.ForAddress(address);

    public static GrpcChannel Tuned(string address, ILoggerFactory loggers)
    {
        var handler = new SocketsHttpHandler
        {
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            KeepAlivePingDelay = TimeSpan.FromSeconds(60),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(30),
            EnableMultipleHttp2Connections = true,
        };
        return GrpcChannel.ForAddress(new Uri(address), new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            LoggerFactory = loggers,
            MaxReceiveMessageSize = null,
            MaxSendMessageSize = 2 * 1024 * 1024,
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(500),
            MaxReconnectBackoff = TimeSpan.FromSeconds(10),
            MaxRetryAttempts = 3,
            MaxRetryBufferSize = 1024 * 1024,
            MaxRetryBufferPerCallSize = 64 * 1024,
        });
    }

    public static GrpcChannel Retrying(string address)
    {
        var defaultMethodConfig = new MethodConfig
        {
            Names = { MethodName.Default },
            RetryPolicy = new RetryPolicy
            {
                MaxAttempts = 5,
                InitialBackoff = TimeSpan.FromSeconds(1),
                MaxBackoff = TimeSpan.FromSeconds(5),
                BackoffMultiplier = 1.5,
                RetryableStatusCodes = { StatusCode.Unavailable, StatusCode.ResourceExhausted },
            },
        };
        return GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            ServiceConfig = new ServiceConfig
            {
                MethodConfigs = { defaultMethodConfig },
                RetryThrottling = new RetryThrottlingPolicy { MaxTokens = 10, TokenRatio = 0.1 },
            },
        });
    }

    public static GrpcChannel WithToken(string address, Func<Task<string>> token)
    {
        var credentials = CallCredentials.FromInterceptor(async (context, metadata) => metadata.Add("Authorization", $"Bearer {await token()}"));
        return GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            UnsafeUseInsecureChannelCallCredentials = true,
            Credentials = ChannelCredentials.Create(address.StartsWith("https", StringComparison.Ordinal) ? new SslCredentials() : ChannelCredentials.Insecure, credentials),
        });
    }

    public static GrpcChannel Balanced(IServiceProvider services) => GrpcChannel.ForAddress("static:///my-example-host", new GrpcChannelOptions
    {
        Credentials = ChannelCredentials.Insecure,
        ServiceProvider = services,
        ServiceConfig = new ServiceConfig { LoadBalancingConfigs = { new RoundRobinConfig(), new PickFirstConfig() } },
    });

    public static IServiceCollection AddBalancing(this IServiceCollection services, params BalancerAddress[] addresses)
    {
        services.AddSingleton<ResolverFactory>(new StaticResolverFactory(address => addresses));
        services.AddSingleton<ResolverFactory>(provider => new DnsResolverFactory(refreshInterval: TimeSpan.FromSeconds(30)));
        return services.AddSingleton<ResolverFactory, ListResolverFactory>();
    }
}

public sealed class ListResolverFactory : ResolverFactory
{
    public override string Name => "list";

    public override Resolver Create(ResolverOptions options) => new ListResolver(options.Address, options.DefaultPort, options.LoggerFactory);
}

public sealed class ListResolver(Uri address, int defaultPort, ILoggerFactory loggerFactory) : PollingResolver(loggerFactory)
{
    protected override async Task ResolveAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        Listener(ResolverResult.ForResult([.. address.Host.Split(';').Select(host => new BalancerAddress(host, defaultPort))]));
    }
}

public sealed class TimingInterceptor(Action<string, StatusCode> done) : Interceptor
{
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var call = continuation(request, context);
        return new AsyncUnaryCall<TResponse>(ObserveAsync(call, context.Method.Name), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        var headers = new Metadata { { "caller-type", context.Method.Type.ToString() } };
        var options = context.Options.WithHeaders(headers).WithDeadline(DateTime.UtcNow.AddSeconds(20));
        return continuation(request, new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, options));
    }

    private async Task<TResponse> ObserveAsync<TResponse>(AsyncUnaryCall<TResponse> call, string method)
    {
        try
        {
            return await call.ResponseAsync;
        }
        finally
        {
            done(method, call.GetStatus().StatusCode);
        }
    }
}

public static class StockCalls
{
    public static async Task<string> AllKindsAsync(ChannelBase channel)
    {
        var client = new Echo.EchoClient(channel.Intercept(metadata =>
        {
            metadata.Add("echo-source", "stock");
            return metadata;
        }));
        using var call = client.UnaryAsync(new EchoRequest { Text = "one" }, new CallOptions().WithWaitForReady().WithDeadline(DateTime.UtcNow.AddSeconds(20)));
        var headers = await call.ResponseHeadersAsync;
        var text = (await call.ResponseAsync).Text + headers.GetValue("echo-source") + call.GetTrailers().Get("trailer-echo-source")?.Value;

        using var streaming = client.ServerStream(new EchoRequest { Text = "two", Count = 2 });
        await foreach (var response in streaming.ResponseStream.ReadAllAsync()) text += response.Text;

        using var duplex = client.Duplex();
        var reading = Task.Run(async () =>
        {
            await foreach (var response in duplex.ResponseStream.ReadAllAsync()) text += response.Text;
        });
        await duplex.RequestStream.WriteAsync(new EchoRequest { Text = "three" });
        await duplex.RequestStream.CompleteAsync();
        await reading;

        try
        {
            await client.UnaryAsync(new EchoRequest { FailCode = 5 }, deadline: DateTime.UtcNow.AddSeconds(20));
        }
        catch (RpcException ex) when (ex.StatusCode == StatusCode.NotFound)
        {
            text += ex.Status.StatusCode;
        }
        return text;
    }

    public static async Task<ConnectivityState> WatchAsync(GrpcChannel channel, CancellationToken cancellationToken)
    {
        await channel.ConnectAsync(cancellationToken);
        var state = channel.State;
        await channel.WaitForStateChangedAsync(state, cancellationToken);
        return channel.State;
    }
}
