using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using FactoryTwin.Events;
using FactoryTwin.Testing;

namespace FactoryTwin.Storage.Tests;

public sealed class MetricsTests(StoreAdapter adapter) : StoreContract(adapter)
{
    [Test]
    public async Task The_queue_the_outbox_and_the_rows_are_seen_from_outside()
    {
        var seen = new ConcurrentDictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == "FactoryTwin.Storage")
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Note(instrument, value));
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Note(instrument, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Note(instrument, value));
        listener.Start();

        using var gate = await Gate.CloseAsync(Store);
        var waiting = Enumerable.Range(0, 3).Select(i => Store.WriteAsync(tx => tx.Publish("t", new CloudEvent($"{i}", "s", "t", Time.Now, "k", default)), Ct)).ToList();
        listener.RecordObservableInstruments();
        Assert.That(seen["factorytwin.storage.queue"], Is.InRange(3, 4), "a store's own look at its outbox may wait with them");

        gate.Open();
        await Task.WhenAll(waiting);
        await Store.WriteAsync(_ => { }, Ct);
        await Eventually.IsTrueAsync(() =>
        {
            listener.RecordObservableInstruments();
            return seen["factorytwin.storage.queue"] == 0;
        }, because: "the queue is empty");
        Assert.That(seen["factorytwin.storage.outbox"], Is.EqualTo(3));
        Assert.That(seen["factorytwin.storage.commit.duration"], Is.Positive);

        void Note(Instrument instrument, double value) => seen[instrument.Name] = value;
    }

    [Test]
    public async Task A_listener_that_fails_does_not_stop_the_writer()
    {
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == "FactoryTwin.Storage")
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, _, _, _) => throw new FormatException());
        listener.Start();

        await Store.WriteAsync(tx => tx.Put(Widgets.All, Widgets.Named("widgets/a")), Ct);
        await Store.WriteAsync(tx => tx.Put(Widgets.All, Widgets.Named("widgets/b")), Ct);

        Assert.That(await Store.GetAsync(Widgets.All, "widgets/b", Ct), Is.Not.Null);
    }
}
