using System.Globalization;
using FactoryTwin.Events;
using FactoryTwin.Hosting;
using FactoryTwin.Hosting.Subscriptions;
using FactoryTwin.Storage;

namespace FactoryTwin.Chaos.Tests.Crash.Worker;

/// <summary>
/// Handles the numbers as the services handle theirs: the effects and the group's place in one transaction. An event whose effect is
/// there already has none again; a batch that begins behind the stored place is counted, since that must not happen at all.
/// </summary>
internal sealed class Consumer(IStore store, Report report)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public Task RunAsync(IEventSubscriber bus, CancellationToken stop) => bus.RunAsync(
        new Subscription(Place.Topic, Place.Group, HandleAsync) { Offsets = store.Offsets, IsTransient = TransientFailures.IsTransient, MaxBatchEvents = 64 }, stop);

    /// <summary>From the producer's end on: tells again and again how many effects each writer has had.</summary>
    public async Task TellAsync(CancellationToken finish, CancellationToken stop)
    {
        await Task.Delay(Timeout.Infinite, finish).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        while (!stop.IsCancellationRequested)
        {
            for (var writer = 0; writer < Place.Writers; writer++)
            {
                var sums = await Patience.AskAsync(() => store.GetAsync(Place.Sums, Place.Writer(writer), CancellationToken.None).AsTask(), report);
                report.Tell(string.Create(CultureInfo.InvariantCulture, $"s {writer} {sums?.Value.Number ?? 0}"));
            }
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private async Task HandleAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        report.Tell("h " + string.Join(' ', batch.Events.Select(e => e.Event.Id)));
        await store.WriteAsync(transaction => Apply(transaction, batch), cancellationToken);
        report.Tell(string.Create(CultureInfo.InvariantCulture, $"e {batch.Events.Count}"));
    }

    private static void Apply(IStoreTransaction transaction, EventBatch batch)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"places/{batch.Partition}");
        var place = transaction.Get(Place.Places, name)?.Value ?? new Tally { Name = name };
        var again = batch.Events.Count(e => e.Offset < place.Number);
        transaction.Put(Place.Places, new Tally { Name = name, Number = Math.Max(place.Number, batch.NextOffset), Sum = place.Sum + again });
        foreach (var received in batch.Events)
            Apply(transaction, received.Event);
        transaction.SaveOffset(batch, Place.Group);
    }

    private static void Apply(IStoreTransaction transaction, CloudEvent received)
    {
        var words = received.Id.Split(':');
        var (writer, number) = (int.Parse(words[0], CultureInfo.InvariantCulture), BitConverter.ToInt64(received.Data.Span));
        var effect = Place.Effect(writer, number);
        if (transaction.Get(Place.Effects, effect) is not null)
            return;
        transaction.Put(Place.Effects, new Tally { Name = effect, Number = number });
        var name = Place.Writer(writer);
        var sums = transaction.Get(Place.Sums, name)?.Value ?? new Tally { Name = name };
        transaction.Put(Place.Sums, new Tally { Name = name, Number = sums.Number + 1, Sum = sums.Sum + number });
    }
}
