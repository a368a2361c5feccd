namespace FactoryTwin.Hosting.Telemetry;

/// <summary>How log lines look.</summary>
public enum LogFormat
{
    /// <summary>One JSON object a line, for a log store.</summary>
    Json,

    /// <summary>For a person.</summary>
    Console,
}

/// <summary>Section "Telemetry".</summary>
public sealed class TelemetryOptions
{
    /// <summary>Where traces and metrics are sent by OTLP, for example "http://collector:4317". Empty: nowhere.</summary>
    public string OtlpEndpoint { get; set; } = "";

    /// <summary>"grpc" or "http" (protobuf). Default grpc.</summary>
    public string OtlpProtocol { get; set; } = "grpc";

    /// <summary>Default Json.</summary>
    public LogFormat LogFormat { get; set; } = LogFormat.Json;

    /// <summary>Lines below this level are not written. Default Information.</summary>
    public Microsoft.Extensions.Logging.LogLevel LogLevel { get; set; } = Microsoft.Extensions.Logging.LogLevel.Information;

    internal IEnumerable<OptionFault> Check()
    {
        if (OtlpEndpoint.Length > 0 && !(Uri.TryCreate(OtlpEndpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            yield return new OptionFault(nameof(OtlpEndpoint), "must be an address like http://collector:4317.");
        if (OtlpProtocol is not "grpc" and not "http")
            yield return new OptionFault(nameof(OtlpProtocol), "must be grpc or http.");
    }
}
