using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Planning;

/// <summary>Hands each new plan to the open watch streams of its machine.</summary>
public sealed class PlanFeed(IOptions<SchedulerOptions> options, SchedulerMetrics metrics)
{
    private readonly ConcurrentDictionary<Watcher, byte> _watchers = new();

    /// <summary>Opens a queue for the plans of a machine; dispose it to close.</summary>
    public Watcher Watch(string machine)
    {
        var queue = Channel.CreateBounded<V1.Plan>(
            new BoundedChannelOptions(options.Value.WatchQueue) { FullMode = BoundedChannelFullMode.DropOldest }, _ => metrics.Dropped());
        var watcher = new Watcher(this, machine, queue);
        _watchers[watcher] = 0;
        return watcher;
    }

    /// <summary>A plan came into force.</summary>
    public void Publish(string machine, V1.Plan plan)
    {
        foreach (var watcher in _watchers.Keys.Where(w => w.Machine == machine)) watcher.Queue.Writer.TryWrite(plan);
    }

    /// <summary>One open watch.</summary>
    public sealed class Watcher(PlanFeed owner, string machine, Channel<V1.Plan> queue) : IDisposable
    {
        internal string Machine => machine;

        internal Channel<V1.Plan> Queue => queue;

        /// <inheritdoc/>
        public void Dispose() => owner._watchers.TryRemove(this, out _);
    }
}
