using System.Globalization;
using FactoryTwin.Events;
using FactoryTwin.Events.Kafka;
using FactoryTwin.Storage;

namespace FactoryTwin.Chaos.Tests.Crash.Worker;

/// <summary>
/// The process that is killed. Words: roles with commas, then the place. Its input takes "clock SECONDS", "finish" (write no more) and
/// ends when it is to stop in order, or with the program that started it.
/// </summary>
internal static class WorkerProgram
{
    /// <summary>The exit code of a start that was refused because the server or the brokers are away.</summary>
    public const int Refused = 3;

    public static async Task<int> RunAsync(string[] words)
    {
        var (roles, place, time) = (words[0].Split(','), new Place(words[1..]), new SteppedTime());
        using var report = new Report();
        using var finish = new CancellationTokenSource();
        using var stop = new CancellationTokenSource();
        _ = Task.Run(() => ObeyAsync(time, finish, stop), CancellationToken.None);
        try
        {
            await RunAsync(roles, place, time, report, finish.Token, stop.Token);
            return 0;
        }
        catch (Exception e) when (place.IsCluster && e is KafkaUnavailableException or StoreOpenException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Refused;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
    }

    private static async Task RunAsync(string[] roles, Place place, TimeProvider time, Report report, CancellationToken finish, CancellationToken stop)
    {
        var (produces, relays, consumes) = (roles.Contains("producer"), roles.Contains("relay"), roles.Contains("consumer"));
        await using var written = produces || relays ? await place.OpenStoreAsync("producer", time) : null;
        await using var effects = consumes ? await place.OpenStoreAsync("consumer", time) : null;
        await using var bus = relays || consumes ? await place.OpenBusAsync(time) : null;
        var work = new List<Task>();
        using var relay = relays ? new Relay(written!, (IEventPublisher)bus!, time, report) : null;
        if (produces) work.Add(new Producer(written!, time, report).RunAsync(finish));
        if (relay is not null) work.Add(relay.RunAsync(stop));
        if (consumes)
        {
            var consumer = new Consumer(effects!, report);
            work.Add(consumer.RunAsync((IEventSubscriber)bus!, stop));
            work.Add(consumer.TellAsync(finish, stop));
        }
        work.Add(Task.Delay(Timeout.Infinite, stop).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default));
        while (work.Count > 0)
        {
            var ended = await Task.WhenAny(work);
            work.Remove(ended);
            await ended;
        }
    }

    private static async Task ObeyAsync(SteppedTime time, CancellationTokenSource finish, CancellationTokenSource stop)
    {
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("clock ", StringComparison.Ordinal))
                time.Step(TimeSpan.FromSeconds(int.Parse(line[6..], CultureInfo.InvariantCulture)));
            else
                await finish.CancelAsync();
        }
        await finish.CancelAsync();
        await stop.CancelAsync();
    }
}
