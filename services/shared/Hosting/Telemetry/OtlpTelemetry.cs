using FactoryTwin.Hosting.Calls;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace FactoryTwin.Hosting.Telemetry;

/// <summary>Sends the traces and metrics of this process to a collector.</summary>
internal sealed class OtlpTelemetry : IDisposable
{
    private readonly TracerProvider tracing;
    private readonly MeterProvider metrics;

    private OtlpTelemetry(TracerProvider tracing, MeterProvider metrics) => (this.tracing, this.metrics) = (tracing, metrics);

    /// <summary>Null where no endpoint is configured.</summary>
    public static OtlpTelemetry? Start(TelemetryOptions options, string serviceName)
    {
        if (options.OtlpEndpoint.Length == 0)
            return null;
        var resource = ResourceBuilder.CreateDefault().AddService(serviceName, serviceNamespace: "factorytwin");
        var tracer = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(TelemetryInterceptor.SourceName, "FactoryTwin.*", "Microsoft.AspNetCore", "System.Net.Http")
            .AddOtlpExporter(o => Configure(o, options, "v1/traces"))
            .Build();
        var meter = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter("FactoryTwin.*", "Microsoft.AspNetCore.*", "System.Net.Http", "System.Runtime")
            .AddOtlpExporter(o => Configure(o, options, "v1/metrics"))
            .Build();
        return new OtlpTelemetry(tracer, meter);
    }

    public void Dispose()
    {
        tracing.Dispose();
        metrics.Dispose();
    }

    private static void Configure(OtlpExporterOptions exporter, TelemetryOptions options, string httpPath)
    {
        var http = options.OtlpProtocol == "http";
        exporter.Protocol = http ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        exporter.Endpoint = http ? new Uri(new Uri(options.OtlpEndpoint.TrimEnd('/') + "/"), httpPath) : new Uri(options.OtlpEndpoint);
    }
}
