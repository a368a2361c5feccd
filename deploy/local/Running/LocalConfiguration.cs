using System.Globalization;
using FactoryTwin.Local.Arguments;
using Microsoft.Extensions.Configuration;

namespace FactoryTwin.Local.Running;

/// <summary>The services' configuration in local mode. Environment variables (FACTORYTWIN_...) come on top.</summary>
internal static class LocalConfiguration
{
    public static IConfiguration Of(LocalOptions options, IEnumerable<string> services)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Storage:Kind"] = "sqlite",
            ["Storage:Directory"] = options.DataDirectory,
            ["Events:Kind"] = "embedded",
            ["Auth:Mode"] = "development",
            ["Gateway:Port"] = options.Port.ToString(CultureInfo.InvariantCulture),
            ["Gateway:ConsoleDirectory"] = ConsoleFiles.Find() ?? "",
            ["VirtualPlant:Speed"] = options.Speed.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (index, service) in services.Where(s => s != "gateway").Index())
            settings[$"Gateway:ExpectedServices:{index}"] = service;
        return new ConfigurationBuilder()
            .AddInMemoryCollection(settings)
            .AddEnvironmentVariables(Hosting.ServiceHost.EnvironmentPrefix)
            .Build();
    }
}
