namespace Grpc.Core;

/// <summary>What credentials are asked for.</summary>
public class AuthInterceptorContext(string serviceUrl, string methodName, CancellationToken cancellationToken = default)
{
    /// <summary>For example "http://127.0.0.1:4100/factorytwin.energy.v1.Prices".</summary>
    public string ServiceUrl { get; } = serviceUrl;

    /// <summary>For example "GetPriceSeries".</summary>
    public string MethodName { get; } = methodName;

    public CancellationToken CancellationToken { get; } = cancellationToken;
}

/// <summary>Adds credentials to the headers of a call before it starts.</summary>
public delegate Task AsyncAuthInterceptor(AuthInterceptorContext context, Metadata metadata);

/// <summary>Credentials of calls.</summary>
public abstract class CallCredentials
{
    public static CallCredentials FromInterceptor(AsyncAuthInterceptor interceptor) => new InterceptorCredentials(interceptor);

    /// <summary>All of the given credentials, in their order.</summary>
    public static CallCredentials Compose(params CallCredentials[] credentials) => new InterceptorCredentials(async (context, metadata) =>
    {
        foreach (var one in credentials) await one.AddAsync(context, metadata);
    });

    internal abstract Task AddAsync(AuthInterceptorContext context, Metadata metadata);

    private sealed class InterceptorCredentials(AsyncAuthInterceptor interceptor) : CallCredentials
    {
        internal override Task AddAsync(AuthInterceptorContext context, Metadata metadata) => interceptor(context, metadata);
    }
}
