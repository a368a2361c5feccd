using FactoryTwin.Events;

namespace FactoryTwin.Hosting.Adapters;

/// <summary>Section "Storage".</summary>
public sealed class StorageOptions
{
    /// <summary>"sqlite" or "postgres". Default sqlite.</summary>
    public string Kind { get; set; } = "sqlite";

    /// <summary>Where everything that must survive a restart lives. Default "./data".</summary>
    public string Directory { get; set; } = "./data";

    internal IEnumerable<OptionFault> Check()
    {
        if (Kind == "postgres")
            yield return new OptionFault(nameof(Kind), "'postgres' is not in this build yet; use 'sqlite'.");
        else if (Kind != "sqlite")
            yield return new OptionFault(nameof(Kind), $"'{Kind}' is not known; use 'sqlite'.");
        if (string.IsNullOrWhiteSpace(Directory))
            yield return new OptionFault(nameof(Directory), "must name a directory.");
    }
}

/// <summary>Section "Events".</summary>
public sealed class EventsOptions
{
    /// <summary>"embedded" or "kafka". Default embedded.</summary>
    public string Kind { get; set; } = "embedded";

    /// <summary>The embedded log's own settings; its directory is the data directory's "events".</summary>
    public EmbeddedEventLogOptions Embedded { get; set; } = new();

    internal IEnumerable<OptionFault> Check()
    {
        if (Kind == "kafka")
            yield return new OptionFault(nameof(Kind), "'kafka' is not in this build yet; use 'embedded'.");
        else if (Kind != "embedded")
            yield return new OptionFault(nameof(Kind), $"'{Kind}' is not known; use 'embedded'.");
        foreach (var (option, description) in Embedded.Faults().Where(f => f.Option != nameof(Embedded.Directory)))
            yield return new OptionFault($"{nameof(Embedded)}:{option}", description + ".");
    }
}
