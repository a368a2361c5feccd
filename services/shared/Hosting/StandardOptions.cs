using FactoryTwin.Hosting.Adapters;
using FactoryTwin.Hosting.Auth;
using FactoryTwin.Hosting.Calls;
using FactoryTwin.Hosting.Configuration;
using FactoryTwin.Hosting.Registration;
using FactoryTwin.Hosting.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Hosting;

/// <summary>The sections that every service has.</summary>
internal sealed record StandardOptions(
    ServiceOptions Service, StorageOptions Storage, EventsOptions Events, AuthOptions Auth, RpcOptions Rpc, TelemetryOptions Telemetry,
    RegistrationOptions Registration, TlsOptions Tls)
{
    public static StandardOptions Bind(OptionsCollector collector, IConfiguration configuration, string service, TimeProvider time)
    {
        var options = new StandardOptions(
            collector.Bind<ServiceOptions>("Service", o => o.Check()),
            collector.Bind<StorageOptions>("Storage", o => o.Check()),
            collector.Bind<EventsOptions>("Events", o => o.Check()),
            collector.Bind<AuthOptions>("Auth", o => o.Check()),
            collector.Bind<RpcOptions>("Rpc", o => o.Check()),
            collector.Bind<TelemetryOptions>("Telemetry", o => o.Check()),
            collector.Bind<RegistrationOptions>("Registration", o => o.Check()),
            collector.Bind<TlsOptions>("Tls", o => o.Check(time.GetUtcNow())));
        BindPeers(collector, configuration, service, options.Service);
        if (ListenAddress.IsSecure(options.Service.Listen) && options.Tls.CertificateFile.Length == 0)
            collector.Add("Tls:CertificateFile", "must name the certificate's PEM file: the service is to listen on https.");
        return options;
    }

    public void AddTo(IServiceCollection services)
    {
        foreach (object section in new object[] { Service, Storage, Events, Auth, Rpc, Telemetry, Registration, Tls })
            services.AddSingleton(section.GetType(), section);
    }

    /// <summary>Section "Services": where each service is; the own entry may say where to listen.</summary>
    private static void BindPeers(OptionsCollector collector, IConfiguration configuration, string service, ServiceOptions own)
    {
        foreach (var peer in configuration.GetSection("Services").GetChildren())
        {
            var options = collector.Bind<PeerOptions>(peer.Path, o => o.Check());
            if (peer.Key == service && options.Listen.Length > 0)
                own.Listen = options.Listen;
        }
    }
}

/// <summary>Section "Services:{name}".</summary>
public sealed class PeerOptions
{
    /// <summary>Where the service answers: "http://twin-state:8081"; with the scheme dns or static (docs/architecture.md) at several addresses in turn. Empty: it runs in this process.</summary>
    public string Address { get; set; } = "";

    /// <summary>Where this one service listens, in place of Service:Listen.</summary>
    public string Listen { get; set; } = "";

    internal IEnumerable<OptionFault> Check()
    {
        if (Address.Length > 0 && !(Uri.TryCreate(Address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "dns" or "static"))
            yield return new OptionFault(nameof(Address), "must be an address like http://host:port, https://host:port, dns:///host:port (every address of the name) or static:///a:1,b:2.");
        if (Listen.Length > 0 && !ListenAddress.TryParse(Listen, out _))
            yield return new OptionFault(nameof(Listen), ListenAddress.Expected);
    }
}
