using FactoryTwin.Hosting;

namespace FactoryTwin.Gateway;

/// <summary>Section "Gateway".</summary>
public sealed class GatewayOptions
{
    /// <summary>The IP address that it listens on. Default "127.0.0.1"; "0.0.0.0" for every interface.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>HTTP/1.1 for browsers and REST. gRPC (HTTP/2 without TLS) is on the next port. 0: both are chosen by the system. Default 8080.</summary>
    public int Port { get; set; } = 8080;

    /// <summary>Ids of the services without which the gateway is not ready.</summary>
    public string[] ExpectedServices { get; set; } = [];

    /// <summary>The folder with the built console; empty: no console is served.</summary>
    public string ConsoleDirectory { get; set; } = "";

    /// <summary>Requests that one user, or one address without credentials, may make a second. Default 2000.</summary>
    public int RequestsPerSecond { get; set; } = 2000;

    /// <summary>Requests that may come at once after a pause. Default 4000.</summary>
    public int RequestBurst { get; set; } = 4000;

    /// <summary>How long a request that is no stream may take. Default 60 s.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Largest body of a REST request that is no stream, in bytes. Default 64 MiB.</summary>
    public long MaxRequestBytes { get; set; } = 64L << 20;

    /// <summary>Largest body of a REST request that is streamed on, an import for example, in bytes. Default 4 GiB.</summary>
    public long MaxStreamBytes { get; set; } = 4L << 30;

    /// <summary>
    /// Origins whose pages may call REST from a browser, for example "https://plant.example.com"; "*" for every one. Default none:
    /// the console comes from the gateway itself and needs none.
    /// </summary>
    public string[] CorsOrigins { get; set; } = [];

    /// <summary>A service that does not register again within this time is given up. Default 30 s.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between two looks at the services' health. Default 2 s.</summary>
    public TimeSpan HealthInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What becomes of an interface that was never registered before: exposed, or hidden until it is exposed by hand. Default exposed.</summary>
    public NewInterfacePolicy NewInterfaces { get; set; } = NewInterfacePolicy.Exposed;

    internal IEnumerable<OptionFault> Check()
    {
        if (!System.Net.IPAddress.TryParse(Address, out _))
            yield return new OptionFault(nameof(Address), "must be an IP address, for example 127.0.0.1 or 0.0.0.0.");
        if (Port is < 0 or > 65534)
            yield return new OptionFault(nameof(Port), "must be 0 to 65534; gRPC takes the next one.");
        if (ConsoleDirectory.Length > 0 && !System.IO.Directory.Exists(ConsoleDirectory))
            yield return new OptionFault(nameof(ConsoleDirectory), "must be the folder of the built console (npm run build in gateway/console makes gateway/console/dist).");
        if (RequestsPerSecond < 1 || RequestBurst < RequestsPerSecond)
            yield return new OptionFault(nameof(RequestBurst), "must be at least RequestsPerSecond, and that at least 1.");
        if (RequestTimeout < TimeSpan.FromSeconds(1) || RequestTimeout > TimeSpan.FromHours(1))
            yield return new OptionFault(nameof(RequestTimeout), "must be 1s to 1h.");
        if (MaxRequestBytes < 1024 || MaxStreamBytes < MaxRequestBytes)
            yield return new OptionFault(nameof(MaxStreamBytes), "must be at least MaxRequestBytes, and that at least 1024.");
        foreach (var origin in CorsOrigins.Where(origin => !Web.CrossOrigin.IsOrigin(origin)))
            yield return new OptionFault(nameof(CorsOrigins), $"'{origin}' must be scheme, host and port alone, for example https://plant.example.com, or *.");
        if (Lease < TimeSpan.FromSeconds(1) || Lease > TimeSpan.FromMinutes(15))
            yield return new OptionFault(nameof(Lease), "must be 1s to 15m.");
        if (HealthInterval < TimeSpan.FromMilliseconds(100) || HealthInterval > TimeSpan.FromMinutes(1))
            yield return new OptionFault(nameof(HealthInterval), "must be 100ms to 1m.");
    }
}

/// <summary>What becomes of an interface that was never registered before.</summary>
public enum NewInterfacePolicy
{
    /// <summary>Callers may use it at once.</summary>
    Exposed,

    /// <summary>Nobody may until somebody of the platform team exposes it.</summary>
    Hidden,
}
