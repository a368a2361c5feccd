using FactoryTwin.Events;
using FactoryTwin.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Energy.Tests;

/// <summary>What the service announced.</summary>
internal static class Heard
{
    /// <summary>All events of a topic from its beginning, once there are so many; the wait is for the last one that the test expects.</summary>
    internal static async Task<List<ReceivedEvent>> OfAsync(ModuleHost host, string topic, int count)
    {
        var heard = new List<ReceivedEvent>();
        using var stop = new CancellationTokenSource();
        var listening = host.Services.Services[0].Services.GetRequiredService<IEventSubscriber>().RunAsync(
            new Subscription(topic, $"test-{Guid.NewGuid():N}", (batch, _) =>
            {
                lock (heard) heard.AddRange(batch.Events);
                return Task.CompletedTask;
            }),
            stop.Token);
        await Eventually.IsTrueAsync(() =>
        {
            lock (heard) return heard.Count >= count;
        });
        await stop.CancelAsync();
        await listening.ContinueWith(_ => { }, TaskScheduler.Default);
        return heard;
    }
}
