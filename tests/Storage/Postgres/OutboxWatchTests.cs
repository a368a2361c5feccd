using FactoryTwin.Events;
using FactoryTwin.Storage.Postgres;
using FactoryTwin.Testing;

namespace FactoryTwin.Storage.Tests.Postgres;

/// <summary>How the process that publishes hears of events that others committed.</summary>
public sealed class OutboxWatchTests
{
    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task A_notification_tells_of_another_process_event_without_any_poll()
    {
        await using var publisher = await OpenAsync("notified", TimeSpan.FromHours(1));
        await using var other = await OpenAsync("notified", TimeSpan.FromHours(1));
        // Its first look after the start must be over: it would find the event, too.
        await publisher.WriteAsync(tx => tx.Publish("topic", Event("0")), Ct);
        await Eventually.IsTrueAsync(() => publisher.Outbox.Count == 1);

        for (var i = 1; i < 6; i++)
        {
            await other.WriteAsync(tx => tx.Publish("topic", Event($"{i}")), Ct);
            await Eventually.IsTrueAsync(() => publisher.Outbox.Count == i + 1, because: "the notification came");
        }
    }

    [Test]
    public async Task What_no_notification_told_is_found_by_the_poll()
    {
        await using var publisher = await OpenAsync("polled", TimeSpan.FromMilliseconds(50));
        var server = await PostgresServer.SharedAsync();
        for (var i = 1; i < 4; i++)
        {
            await server.ExecuteAsync($"INSERT INTO polled.outbox (topic, event_id, source, type, time, key, data) VALUES ('topic', '{i}', 's', 't', 0, 'k', '')");
            await Eventually.IsTrueAsync(() => publisher.Outbox.Count == i, because: "the poll looks");
        }
        Assert.That((await publisher.Outbox.PeekAsync(10, Ct)).Select(entry => entry.Event.Id), Is.EqualTo(new[] { "1", "2", "3" }));
    }

    private static CloudEvent Event(string id) => new(id, "s", "t", DateTimeOffset.UnixEpoch, "k", default);

    private static async Task<IStore> OpenAsync(string schema, TimeSpan poll) => await PostgresStore.OpenAsync(
        new PostgresStoreOptions((await PostgresServer.SharedAsync()).ConnectionString, schema) { PollInterval = poll }, TimeProvider.System, Ct);
}
