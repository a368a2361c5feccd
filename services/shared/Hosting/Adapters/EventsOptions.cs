using FactoryTwin.Events;
using FactoryTwin.Events.Kafka;

namespace FactoryTwin.Hosting.Adapters;

/// <summary>Section "Events".</summary>
public sealed class EventsOptions
{
    /// <summary>"embedded" or "kafka". Default embedded.</summary>
    public string Kind { get; set; } = "embedded";

    /// <summary>The embedded log's own settings; its directory is the data directory's "events".</summary>
    public EmbeddedEventLogOptions Embedded { get; set; } = new();

    /// <summary>The Kafka adapter's settings.</summary>
    public KafkaOptions Kafka { get; set; } = new();

    internal IEnumerable<OptionFault> Check()
    {
        if (Kind is not ("embedded" or "kafka"))
            yield return new OptionFault(nameof(Kind), $"'{Kind}' is not known; use 'embedded' or 'kafka'.");
        foreach (var (option, description) in Embedded.Faults().Where(f => f.Option != nameof(Embedded.Directory)))
            yield return new OptionFault($"{nameof(Embedded)}:{option}", description + ".");
        foreach (var (option, description) in Kind == "kafka" ? Kafka.Faults() : [])
            yield return new OptionFault($"{nameof(Kafka)}:{option}", description + ".");
    }
}
