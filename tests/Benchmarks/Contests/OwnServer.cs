using System.Security.Cryptography;
using FactoryTwin.Benchmarks.Load;

namespace FactoryTwin.Benchmarks.Contests;

/// <summary>Starts this program again as a server.</summary>
internal static class OwnServer
{
    private const string KeyFile = "development-issuer.key";

    /// <param name="kind">"bare", "hosted" or "minimal".</param>
    /// <param name="http2Port">Where it takes HTTP/2.</param>
    /// <param name="http1Port">Where it takes HTTP/1.1.</param>
    /// <param name="settings">Configuration as on a command line.</param>
    public static Task<ServerProcess> StartAsync(string kind, int http2Port, int http1Port, params string[] settings) =>
        ServerProcess.StartAsync(http2Port, "dotnet", [Environment.GetCommandLineArgs()[0], "serve", kind, $"{http2Port}", $"{http1Port}", .. settings]);

    /// <summary>The settings of a hosted server on a developer's machine, in a data folder of its own.</summary>
    /// <param name="folder">What the servers of a contest share.</param>
    /// <param name="name">Whose data folder.</param>
    public static string[] Development(string folder, string name)
    {
        var data = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        // One key for all, so that they believe each other.
        var key = Path.Combine(folder, KeyFile);
        if (!File.Exists(key)) File.WriteAllText(key, ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem());
        File.Copy(key, Path.Combine(data, KeyFile));
        return ["--Auth:Mode=Development", $"--Storage:Directory={data}", "--Telemetry:LogLevel=Warning"];
    }
}
