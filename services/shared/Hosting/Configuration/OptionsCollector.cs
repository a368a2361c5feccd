using Microsoft.Extensions.Configuration;

namespace FactoryTwin.Hosting.Configuration;

/// <summary>Binds and checks the sections of one service and keeps every fault, so that all are told at once.</summary>
internal sealed class OptionsCollector(string service, IConfiguration configuration)
{
    private readonly List<StartFault> faults = [];
    private readonly List<EffectiveOption> effective = [];

    public IReadOnlyList<StartFault> Faults => faults;

    /// <summary>Every option that was bound, with the value in force; secrets are redacted.</summary>
    public IReadOnlyList<EffectiveOption> Effective => effective;

    /// <summary>Never throws: a faulty value keeps its default and is told by <see cref="Faults"/>.</summary>
    public TOptions Bind<TOptions>(string section, Func<TOptions, IEnumerable<OptionFault>> check) where TOptions : class, new()
    {
        var options = new TOptions();
        var binder = new SectionBinder((key, description) => Add(key, description));
        binder.Bind(options, configuration.GetSection(section));
        effective.AddRange(EffectiveOption.Of(options, section));
        foreach (var fault in Check(options, check))
            Add($"{section}:{fault.Option}", fault.Description);
        return options;
    }

    public void Add(string key, string description) => faults.Add(new StartFault(service, key, description));

    private static IReadOnlyList<OptionFault> Check<TOptions>(TOptions options, Func<TOptions, IEnumerable<OptionFault>> check)
    {
        try
        {
            return [.. check(options)];
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException or NullReferenceException)
        {
            return [new OptionFault("*", $"could not be checked: {e.Message}")];
        }
    }
}
