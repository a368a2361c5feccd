using FactoryTwin.VirtualPlant.Tests.Support;

namespace FactoryTwin.VirtualPlant.Tests.Forwarding;

public sealed class StoreAndForwardTests
{
    [Test]
    public async Task An_outage_loses_nothing_and_keeps_the_order()
    {
        await using var bench = await PlantBench.StartAsync();
        await bench.TickAsync(2);
        await bench.SendAllAsync();

        bench.Ingestion.Now = FakeIngestion.Mood.Away;
        await bench.TickAsync(5);
        Assert.That(await bench.Sender.SendNextAsync(CancellationToken.None), Is.False);
        Assert.That(bench.Queue.Buffer.WaitingBatches, Is.EqualTo(5));

        bench.Ingestion.Now = FakeIngestion.Mood.Answers;
        await bench.SendAllAsync();
        long first = bench.Ingestion.Stored.Keys.First();
        Assert.Multiple(() =>
        {
            Assert.That(bench.Ingestion.Arrived.Select(r => r.Sequence), Is.EqualTo(Enumerable.Range(0, 7).Select(i => first + i)));
            Assert.That(bench.Counters.Acknowledged, Is.EqualTo(bench.Ingestion.Stored.Values.Sum(r => r.Readings.Count)));
            Assert.That(bench.Counters.Dropped, Is.Zero);
        });
    }

    [Test]
    public async Task A_batch_whose_answer_was_lost_is_sent_again_unchanged_under_the_same_sequence()
    {
        await using var bench = await PlantBench.StartAsync();
        await bench.TickAsync();
        bench.Ingestion.Now = FakeIngestion.Mood.LosesAnswers;
        Assert.That(await bench.Sender.SendNextAsync(CancellationToken.None), Is.False);

        bench.Ingestion.Now = FakeIngestion.Mood.Answers;
        await bench.SendAllAsync();

        Assert.That(bench.Ingestion.Arrived, Has.Count.EqualTo(2));
        Assert.That(bench.Ingestion.Arrived[1], Is.EqualTo(bench.Ingestion.Arrived[0]));
    }

    [Test]
    public async Task What_waits_survives_a_kill_byte_for_byte_and_no_sequence_is_used_twice([Values(0, 1, 3)] int answeredBefore)
    {
        await using var bench = await PlantBench.StartAsync();
        await bench.TickAsync(4);
        for (int i = 0; i < answeredBefore; i++) await bench.Sender.SendNextAsync(CancellationToken.None);
        var waiting = bench.Queue.Buffer.Peek()!.Content.Clone();

        await bench.RestartAsync();
        await bench.TickAsync(3);
        await bench.SendAllAsync();

        long first = bench.Ingestion.Stored.Keys.First();
        Assert.Multiple(() =>
        {
            Assert.That(bench.Ingestion.Stored[waiting.Sequence], Is.EqualTo(waiting));
            Assert.That(bench.Ingestion.Stored.Keys, Is.EqualTo(Enumerable.Range(0, 7).Select(i => first + i)));
            Assert.That(bench.Ingestion.Stored.Values.Select(r => r.Readings[0].EventTime.ToDateTimeOffset()), Is.Ordered.Ascending.And.Unique);
        });
    }

    [Test]
    public async Task Answered_batches_leave_the_store()
    {
        await using var bench = await PlantBench.StartAsync();
        await bench.TickAsync(3);
        await bench.SendAllAsync();
        await bench.TickAsync();

        await bench.RestartAsync();
        Assert.That(bench.Queue.Buffer.WaitingBatches, Is.EqualTo(1));
    }

    [Test]
    public async Task A_full_buffer_drops_the_oldest_and_counts_it()
    {
        await using var bench = await PlantBench.StartAsync(o => o.MaxWaitingBatches = 3);
        bench.Ingestion.Now = FakeIngestion.Mood.Away;
        await bench.TickAsync(5);
        long newest = bench.Queue.Buffer.Peek()!.Sequence + 2;
        int perBatch = bench.Queue.Buffer.Peek()!.Readings;

        Assert.That(bench.Counters.Dropped, Is.EqualTo(2 * perBatch));
        bench.Ingestion.Now = FakeIngestion.Mood.Answers;
        await bench.SendAllAsync();
        Assert.That(bench.Ingestion.Stored.Keys, Is.EqualTo(new[] { newest - 2, newest - 1, newest }));

        await bench.TickAsync();
        await bench.RestartAsync();
        Assert.Multiple(() =>
        {
            Assert.That(bench.Counters.Dropped, Is.EqualTo(2 * perBatch), "counts survive a restart");
            Assert.That(bench.Counters.Acknowledged, Is.EqualTo(3 * perBatch));
        });
    }

    [Test]
    public async Task A_plant_that_ingestion_has_forgotten_registers_again()
    {
        await using var bench = await PlantBench.StartAsync();
        bench.Ingestion.KnowsSource = false;
        await bench.TickAsync(2);
        await bench.SendAllAsync();

        Assert.That(bench.Ingestion.Stored, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_batch_that_is_refused_for_good_does_not_hold_up_the_next()
    {
        await using var bench = await PlantBench.StartAsync();
        await bench.TickAsync();
        bench.Ingestion.Now = FakeIngestion.Mood.Refuses;
        await bench.SendAllAsync();
        bench.Ingestion.Now = FakeIngestion.Mood.Answers;
        await bench.TickAsync();
        await bench.SendAllAsync();

        Assert.Multiple(() =>
        {
            Assert.That(bench.Ingestion.Stored, Has.Count.EqualTo(1));
            Assert.That(bench.Counters.Refused, Is.Positive);
        });
    }

    [Test]
    public async Task An_emptied_store_starts_above_every_sequence_that_was_used_before()
    {
        await using var before = await PlantBench.StartAsync();
        await before.TickAsync(50);
        await before.SendAllAsync();

        await using var after = await PlantBench.StartAsync();
        after.Clock.Advance(TimeSpan.FromSeconds(50));
        await after.Runner.LoadAsync(CancellationToken.None);
        await after.TickAsync();
        await after.SendAllAsync();

        Assert.That(after.Ingestion.Stored.Keys.First(), Is.GreaterThan(before.Ingestion.Stored.Keys.Last()));
    }
}
