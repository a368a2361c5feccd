using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace FactoryTwin.Events.Tests;

/// <summary>An open bus.</summary>
public sealed record Bus(IEventPublisher Publisher, IEventSubscriber Subscriber, IDeadLetters DeadLetters, IAsyncDisposable Owner) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Owner.DisposeAsync();
}

/// <summary>A subscription that runs until it is disposed; a failure of it fails the test.</summary>
internal sealed class Running : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _task;
    private int _stopped;

    public Running(Func<CancellationToken, Task> run) => _task = run(_stop.Token);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0) return;
        await _stop.CancelAsync();
        await _task.WaitAsync(TimeSpan.FromSeconds(30));
        _stop.Dispose();
    }
}

/// <summary>Offsets as a handler keeps them beside its effects.</summary>
internal sealed class OwnOffsets : IOffsetStore
{
    private readonly ConcurrentDictionary<int, long> _offsets = new();

    public void Save(int partition, long next) => _offsets[partition] = next;

    public long? Of(int partition) => _offsets.TryGetValue(partition, out var offset) ? offset : null;

    public void RewindBy(int events)
    {
        foreach (var partition in _offsets.Keys) _offsets[partition] -= events;
    }

    public ValueTask<long?> GetOffsetAsync(string group, string topic, int partition, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_offsets.TryGetValue(partition, out var offset) ? offset : (long?)null);
}

internal static class Events
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Events whose data is a number, counting up.</summary>
    public static CloudEvent[] Numbered(string key, int first, int count) =>
        [.. Enumerable.Range(first, count).Select(i => new CloudEvent($"{key}-{i}", "/tests", "test.Number", Start.AddMilliseconds(i), key, Encoding.UTF8.GetBytes($"{i}")))];

    /// <summary>Events with so many bytes of data.</summary>
    public static CloudEvent[] Sized(string key, int count, int bytes) =>
        [.. Enumerable.Range(0, count).Select(i => new CloudEvent($"{key}-{i}", "/tests", "test.Large", Start.AddMilliseconds(i), key, new byte[bytes]))];

    public static int NumberOf(CloudEvent e) => int.Parse(Encoding.UTF8.GetString(e.Data.Span));
}

/// <summary>Waits for what another thread or process must bring about, with a deadline.</summary>
internal static class Eventually
{
    public static async Task BecomesTrue(Func<bool> condition, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            if (waited.Elapsed > TimeSpan.FromSeconds(30)) Assert.Fail($"not within 30 s: {what}");
            await Task.Delay(5);
        }
    }
}
