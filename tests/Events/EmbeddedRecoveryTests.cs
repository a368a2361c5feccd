using System.Collections.Concurrent;
using FactoryTwin.Events.Embedded;

namespace FactoryTwin.Events.Tests;

/// <summary>What a crash or a bad disk leaves behind, in the embedded log.</summary>
public sealed class EmbeddedRecoveryTests
{
    private const string Topic = "t";
    private readonly TemporaryDirectory _directory = new();

    [OneTimeTearDown]
    public void Remove() => _directory.Dispose();

    [Test]
    public async Task A_tail_torn_at_any_byte_is_cut_and_the_records_before_it_stay()
    {
        var directory = _directory.Fresh();
        var file = await WriteAsync(directory, 0, 3);
        var before = new FileInfo(file).Length;
        await WriteAsync(directory, 3, 1);
        var whole = await File.ReadAllBytesAsync(file);

        for (var length = before; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(file, whole.AsMemory(0, (int)length));
            Assert.That(await ReadAllAsync(directory, 3), Is.EqualTo([0, 1, 2]), $"cut at byte {length}");
            Assert.That(new FileInfo(file).Length, Is.EqualTo(before), $"cut at byte {length}");
        }
    }

    [Test]
    public async Task After_a_torn_tail_new_events_take_the_offsets_that_were_never_acknowledged()
    {
        var directory = _directory.Fresh();
        var file = await WriteAsync(directory, 0, 3);
        await using (var stream = File.OpenWrite(file)) stream.SetLength(stream.Length - 1);

        await WriteAsync(directory, 10, 2);

        Assert.That(await ReadAllAsync(directory, 4), Is.EqualTo([0, 1, 10, 11]));
    }

    [Test]
    public async Task Zeros_at_the_end_are_what_a_power_cut_leaves_and_are_cut()
    {
        var directory = _directory.Fresh();
        var file = await WriteAsync(directory, 0, 3);
        await File.AppendAllBytesAsync(file, new byte[500]);

        Assert.That(await ReadAllAsync(directory, 3), Is.EqualTo([0, 1, 2]));
    }

    [Test]
    public async Task A_changed_byte_in_any_whole_record_is_reported_and_nothing_is_cut()
    {
        var directory = _directory.Fresh();
        var file = await WriteAsync(directory, 0, 4);
        var whole = await File.ReadAllBytesAsync(file);
        var random = new Random(7);
        var lastLengthField = LastRecordStart(whole);

        for (var position = Segment.HeaderBytes; position < whole.Length; position++)
        {
            // A longer length in the last record looks exactly like a record that was cut off.
            if (position >= lastLengthField && position < lastLengthField + 4) continue;
            var damaged = whole.ToArray();
            damaged[position] ^= (byte)random.Next(1, 256);
            await File.WriteAllBytesAsync(file, damaged);

            Assert.That(() => OpenAsync(directory), Throws.TypeOf<EventLogCorruptException>().With.Message.Contain(Path.GetFileName(file)), $"byte {position}");
            Assert.That(await File.ReadAllBytesAsync(file), Is.EqualTo(damaged));
        }
    }

    [Test]
    public async Task Damage_in_an_older_file_stops_the_subscription_with_an_error()
    {
        var directory = _directory.Fresh();
        await using (var log = await OpenAsync(directory))
            for (var i = 0; i < 40; i++) await log.PublishAsync(Topic, Events.Numbered("k", i, 1), CancellationToken.None);
        var oldest = LogFiles(directory)[0];
        var bytes = await File.ReadAllBytesAsync(oldest);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(oldest, bytes);

        await using var again = await OpenAsync(directory);
        var seen = new ConcurrentQueue<int>();
        var run = again.RunAsync(new(Topic, "g", (batch, _) => Take(seen, batch)), CancellationToken.None);

        Assert.That(async () => await run, Throws.TypeOf<EventLogCorruptException>());
        Assert.That(seen, Is.EqualTo(Enumerable.Range(0, seen.Count)));
        Assert.That(seen, Has.Count.LessThan(40));
    }

    [Test]
    public async Task A_second_process_is_refused_with_the_directorys_name()
    {
        var directory = _directory.Fresh();
        await using var log = await OpenAsync(directory);

        Assert.That(() => OpenAsync(directory), Throws.TypeOf<EventLogInUseException>().With.Message.Contain(directory));
    }

    private static Task<EmbeddedEventLog> OpenAsync(string directory) =>
        EmbeddedEventLog.OpenAsync(new() { Directory = directory, Partitions = 1, SegmentBytes = 1024 }, TimeProvider.System);

    private static async Task<string> WriteAsync(string directory, int first, int count)
    {
        await using var log = await OpenAsync(directory);
        await log.PublishAsync(Topic, Events.Numbered("k", first, count), CancellationToken.None);
        return LogFiles(directory)[^1];
    }

    private static string[] LogFiles(string directory) => [.. Directory.GetFiles(Path.Combine(directory, "topics", Topic, "000")).Order()];

    private static int LastRecordStart(byte[] file)
    {
        var (at, last) = (Segment.HeaderBytes, 0);
        while (at < file.Length && RecordFormat.Check(file.AsSpan(at), out var size) == RecordState.Whole) (last, at) = (at, at + size);
        return last;
    }

    private static async Task<int[]> ReadAllAsync(string directory, int count)
    {
        await using var log = await OpenAsync(directory);
        var seen = new ConcurrentQueue<int>();
        await using (new Running(stop => log.RunAsync(new(Topic, $"g{Guid.NewGuid():N}", (batch, _) => Take(seen, batch)), stop)))
            await Eventually.BecomesTrue(() => seen.Count >= count);
        return [.. seen];
    }

    private static Task Take(ConcurrentQueue<int> seen, EventBatch batch)
    {
        foreach (var e in batch.Events) seen.Enqueue(Events.NumberOf(e.Event));
        return Task.CompletedTask;
    }
}
