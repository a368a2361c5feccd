using System.Globalization;
using FactoryTwin.Events;
using FactoryTwin.Hosting.Subscriptions;
using FactoryTwin.Storage;

namespace FactoryTwin.Chaos.Tests.Crash.Worker;

/// <summary>Writers that count: each number is an effect in the store and an event in its outbox, in one transaction.</summary>
internal sealed class Producer(IStore store, TimeProvider time, Report report)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Counts until told to stop, then tells how far each writer came.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await Task.WhenAll(Enumerable.Range(0, Place.Writers).Select(writer => Task.Run(() => CountAsync(writer, stop), CancellationToken.None)));
        for (var writer = 0; writer < Place.Writers; writer++)
        {
            var written = await Patience.AskAsync(() => store.GetAsync(Place.Written, Place.Writer(writer), CancellationToken.None).AsTask(), report);
            report.Tell(string.Create(CultureInfo.InvariantCulture, $"t {writer} {written?.Value.Number ?? 0}"));
        }
    }

    private async Task CountAsync(int writer, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var number = await store.WriteAsync(transaction => Next(transaction, writer), CancellationToken.None);
                report.Tell(string.Create(CultureInfo.InvariantCulture, $"a {writer} {number}"));
            }
            catch (Exception e) when (TransientFailures.IsTransient(e))
            {
                // Stored or not: the next transaction sees which.
                report.Tell("r");
            }
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private long Next(IStoreTransaction transaction, int writer)
    {
        var name = Place.Writer(writer);
        var number = (transaction.Get(Place.Written, name)?.Value.Number ?? 0) + 1;
        transaction.Put(Place.Written, new Tally { Name = name, Number = number });
        var id = string.Create(CultureInfo.InvariantCulture, $"{writer}:{number}");
        transaction.Publish(Place.Topic, new CloudEvent(id, "/chaos", "number", time.GetUtcNow(), name, BitConverter.GetBytes(number)));
        return number;
    }
}
