using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using FactoryTwin.Hosting;
using FactoryTwin.Hosting.Adapters;
using FactoryTwin.Hosting.Auth;
using FactoryTwin.Hosting.Calls;
using FactoryTwin.Hosting.Registration;
using FactoryTwin.Hosting.Telemetry;
using FactoryTwin.Local.Arguments;
using FactoryTwin.Product.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FactoryTwin.Local.Tests;

/// <summary>Writes docs/configuration.md from the option classes: names, defaults and comments are theirs, nothing is typed twice.</summary>
internal static partial class ConfigurationReference
{
    private static readonly (string Section, Type Type)[] Standard =
    [
        ("Service", typeof(ServiceOptions)), ("Services:{name}", typeof(PeerOptions)), ("Storage", typeof(StorageOptions)), ("Events", typeof(EventsOptions)),
        ("Auth", typeof(AuthOptions)), ("Rpc", typeof(RpcOptions)), ("Telemetry", typeof(TelemetryOptions)), ("Registration", typeof(RegistrationOptions)), ("Tls", typeof(TlsOptions)),
    ];

    private static readonly Lazy<string[]> Sources = new(() =>
        [.. new[] { "services", "gateway" }.SelectMany(folder => Directory.EnumerateFiles(
            Path.Combine(ProductProcess.RepositoryRoot, folder), "*Options.cs", SearchOption.AllDirectories)).Order(StringComparer.Ordinal).Select(File.ReadAllText)]);

    public static string Write()
    {
        var text = new StringBuilder("""
            # Configuration

            <!-- Written from the option classes by tests/Local (run with FACTORYTWIN_UPDATE=1); do not edit. -->

            A service reads `appsettings.json` beside its binary, then environment variables (`FACTORYTWIN_Storage__Directory=/data`), then its command
            line (`--Storage:Directory /data`). Time spans are written `250ms`, `30s`, `5m`, `2h` or `hh:mm:ss`. A key that is not listed here, or a value
            that cannot be used, refuses the start; all faults are told at once. `./run.sh` sets what its own options name; the rest comes from the environment.

            """);
        text.Append("\n## Every service\n");
        foreach (var (section, type) in Standard)
            Append(text, section, type);
        foreach (var module in Modules.Of(new LocalOptions()))
        {
            var recorder = new Recorder();
            module.Build(recorder);
            if (recorder.Sections.Count > 0)
                text.Append($"\n## {module.Name}\n");
            foreach (var (section, type) in recorder.Sections)
                Append(text, section, type);
        }
        return text.ToString();
    }

    private static void Append(StringBuilder text, string section, Type type)
    {
        text.Append($"\n### {section}\n| option | default | meaning |\n| --- | --- | --- |\n");
        AppendRows(text, "", Activator.CreateInstance(type)!);
    }

    private static void AppendRows(StringBuilder text, string prefix, object options)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var value = property.GetValue(options);
            if (value is not null && value is not string && value is not IEnumerable && value.GetType() is { IsClass: true } type && type != typeof(Uri))
                AppendRows(text, prefix + property.Name + ":", value);
            else
                text.Append($"| `{prefix}{property.Name}` | {Shown(value)} | {Comment(options.GetType(), property.Name)} |\n");
        }
    }

    private static string Shown(object? value) => value switch
    {
        null or "" => "",
        bool flag => flag ? "`true`" : "`false`",
        string text => $"`{text}`",
        IEnumerable items => string.Join(", ", items.Cast<object>().Select(i => $"`{i}`")),
        _ => $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`",
    };

    /// <summary>The property's summary in its source.</summary>
    private static string Comment(Type type, string property)
    {
        var source = Sources.Value.FirstOrDefault(s => Regex.IsMatch(s, $@"class {type.Name}\b"))
            ?? throw new InvalidOperationException($"{type.Name} is in no file that ends in Options.cs.");
        var body = source[Regex.Match(source, $@"class {type.Name}\b").Index..];
        var declared = Regex.Match(body, $@"((?:^ *///.*\n)+)(?: *\[.*\]\n)* *public [^\n]*\b{property} \{{ get", RegexOptions.Multiline);
        return declared.Success
            ? Tags().Replace(Lines().Replace(declared.Groups[1].Value, " "), "`$1`").Replace("<summary>", "").Replace("</summary>", "").Replace("|", "\\|").Trim()
            : throw new InvalidOperationException($"{type.Name}.{property} has no comment.");
    }

    [GeneratedRegex(@"\n? *///\s?")]
    private static partial Regex Lines();

    [GeneratedRegex("""<(?:see|paramref) \w+="(?:\w:)?([^"]*)" ?/>""")]
    private static partial Regex Tags();

    private sealed class Recorder : IServiceModuleBuilder
    {
        public List<(string Section, Type Type)> Sections { get; } = [];

        public IServiceCollection Services { get; } = new ServiceCollection();

        public IConfiguration Configuration { get; } = new ConfigurationBuilder().Build();

        public IServiceModuleBuilder Options<TOptions>(string section, Func<TOptions, IEnumerable<OptionFault>> check) where TOptions : class, new()
        {
            Sections.Add((section, typeof(TOptions)));
            return this;
        }

        public IServiceModuleBuilder Serves<TService>() where TService : class => this;

        public IServiceModuleBuilder Publishes(string topic) => this;

        public IServiceModuleBuilder Listens<THandler>(string topic) where THandler : class, IEventHandler => this;

        public IServiceModuleBuilder Runs<TWorker>() where TWorker : BackgroundService => this;

        public IServiceModuleBuilder ReadyWhen<TCheck>() where TCheck : class, IReadinessCheck => this;
    }
}
