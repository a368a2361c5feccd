namespace FactoryTwin.Hosting;

/// <summary>Section "Service": what every service has.</summary>
public sealed class ServiceOptions
{
    /// <summary>Where it serves gRPC and REST by HTTP/2: clear text on http, with TLS (section Tls) on https. Port 0 is chosen by the system. Default "http://127.0.0.1:0".</summary>
    public string Listen { get; set; } = "http://127.0.0.1:0";

    /// <summary>The address that others are told; empty: the one that it listens on. Needed where that is 0.0.0.0.</summary>
    public string Advertise { get; set; } = "";

    /// <summary>A second listener, HTTP/1.1, with health and metrics for probes and scrapers that do not speak HTTP/2. Empty: none.</summary>
    public string ManagementListen { get; set; } = "";

    /// <summary>How long it goes on serving after it was told to stop and is not ready any more, so that balancers notice. Default 0.</summary>
    public TimeSpan StopDelay { get; set; } = TimeSpan.Zero;

    /// <summary>How long running calls may take to end on shutdown. Default 10 s.</summary>
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(10);

    internal IEnumerable<OptionFault> Check()
    {
        if (!ListenAddress.TryParse(Listen, out _))
            yield return new OptionFault(nameof(Listen), ListenAddress.Expected);
        if (ManagementListen.Length > 0 && !ListenAddress.TryParse(ManagementListen, out _))
            yield return new OptionFault(nameof(ManagementListen), ListenAddress.Expected);
        if (ListenAddress.IsSecure(ManagementListen))
            yield return new OptionFault(nameof(ManagementListen), "must be http: probes and scrapers come to it by clear text.");
        if (Advertise.Length > 0 && !(Uri.TryCreate(Advertise, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            yield return new OptionFault(nameof(Advertise), "must be an address like http://host:port.");
        if (StopDelay < TimeSpan.Zero || StopDelay > TimeSpan.FromMinutes(1))
            yield return new OptionFault(nameof(StopDelay), "must be 0s to 1m.");
        if (DrainTime < TimeSpan.FromMilliseconds(100) || DrainTime > TimeSpan.FromMinutes(5))
            yield return new OptionFault(nameof(DrainTime), "must be 100ms to 5m.");
    }
}
