using System.Diagnostics.Metrics;

namespace FactoryTwin.Events.Common;

/// <summary>The meter "FactoryTwin.Events".</summary>
internal sealed class EventMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _published;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _retried;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _dropped;
    private readonly Histogram<double> _flush;

    /// <param name="factory">Makes the meter.</param>
    /// <param name="time">The letters' ages are counted by it.</param>
    /// <param name="lags">Every group's places.</param>
    /// <param name="letters">Every group's waiting letters.</param>
    public EventMetrics(IMeterFactory? factory, TimeProvider time, Func<IReadOnlyList<GroupLag>> lags, Func<IReadOnlyList<LetterCount>> letters)
    {
        _meter = factory?.Create("FactoryTwin.Events") ?? new Meter("FactoryTwin.Events");
        _published = _meter.CreateCounter<long>("factorytwin.events.published", "{event}", "Events made durable.");
        _delivered = _meter.CreateCounter<long>("factorytwin.events.delivered", "{event}", "Events that a group's handler took.");
        _retried = _meter.CreateCounter<long>("factorytwin.events.retried", "{attempt}", "Deliveries that failed and were tried again.");
        _deadLetters = _meter.CreateCounter<long>("factorytwin.events.dead_letters", "{event}", "Events put aside as dead letters.");
        _dropped = _meter.CreateCounter<long>("factorytwin.events.dropped", "{event}", "Events that the hard cap deleted before a group read them.");
        _flush = _meter.CreateHistogram<double>("factorytwin.events.flush.duration", "s", "Time of one write and flush to the disk.");
        _meter.CreateObservableGauge(
            "factorytwin.events.lag",
            () => lags().GroupBy(l => (l.Topic, l.Group)).Select(g => Of(g.Sum(l => l.Lag), g.Key.Topic, g.Key.Group)),
            "{event}",
            "Events that wait for a group.");
        _meter.CreateObservableGauge(
            "factorytwin.events.dead_letters.waiting", () => letters().Select(l => Of(l.Waiting, l.Topic, l.Group)), "{event}", "Dead letters that wait for a mend.");
        _meter.CreateObservableGauge(
            "factorytwin.events.dead_letters.oldest_age",
            () => letters().Select(l => Of(l.Oldest is { } oldest ? (time.GetUtcNow() - oldest).TotalSeconds : 0, l.Topic, l.Group)),
            "s",
            "Age of the oldest dead letter that waits; 0 where none does.");
    }

    private static Measurement<T> Of<T>(T value, string topic, string group) where T : struct =>
        new(value, new("topic", topic), new KeyValuePair<string, object?>("group", group));

    /// <summary>Shows a number of waiting events as it is when asked.</summary>
    public void Watch(string name, string description, Func<long> value) => _meter.CreateObservableGauge(name, value, "{event}", description);

    public void Published(string topic, int count) => _published.Add(count, new KeyValuePair<string, object?>("topic", topic));

    public void Delivered(string topic, string group, int count) => _delivered.Add(count, new("topic", topic), new("group", group));

    public void Retried(string topic, string group) => _retried.Add(1, new("topic", topic), new("group", group));

    public void DeadLetter(string topic, string group) => _deadLetters.Add(1, new("topic", topic), new("group", group));

    public void Dropped(string topic, string group, long count) => _dropped.Add(count, new("topic", topic), new("group", group));

    public void Flushed(TimeSpan duration) => _flush.Record(duration.TotalSeconds);

    public void Dispose() => _meter.Dispose();
}
