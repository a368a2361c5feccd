namespace Grpc.Core;

/// <summary>Which sides of a method stream.</summary>
public enum MethodType
{
    Unary,
    ClientStreaming,
    ServerStreaming,
    DuplexStreaming,
}

/// <summary>A method's names, without its message types.</summary>
public interface IMethod
{
    MethodType Type { get; }

    /// <summary>With its package, for example "factorytwin.energy.v1.Prices".</summary>
    string ServiceName { get; }

    string Name { get; }

    /// <summary>The path on the wire: "/service/method".</summary>
    string FullName { get; }
}

/// <summary>A remote method as the stubs know it.</summary>
public class Method<TRequest, TResponse> : IMethod
{
    public Method(
        MethodType type, string serviceName, string name, Marshaller<TRequest> requestMarshaller, Marshaller<TResponse> responseMarshaller)
    {
        Type = type;
        ServiceName = serviceName;
        Name = name;
        RequestMarshaller = requestMarshaller;
        ResponseMarshaller = responseMarshaller;
        FullName = "/" + serviceName + "/" + name;
    }

    public MethodType Type { get; }

    public string ServiceName { get; }

    public string Name { get; }

    public Marshaller<TRequest> RequestMarshaller { get; }

    public Marshaller<TResponse> ResponseMarshaller { get; }

    public string FullName { get; }
}
