using FactoryTwin.Services.TwinState.Live.Domain;

namespace FactoryTwin.Services.TwinState.Live;

/// <summary>The live table and its watchers, safe for use by many at once.</summary>
public sealed class LiveState
{
    private readonly Lock _gate = new();
    private readonly LiveTable _table = new();
    private readonly List<Watcher> _watchers = [];

    /// <summary>Watch streams open now.</summary>
    public int Watchers
    {
        get { lock (_gate) return _watchers.Count; }
    }

    /// <summary>Takes stored readings and tells the watchers what changed.</summary>
    public void Apply(IReadOnlyList<LiveReading> readings)
    {
        lock (_gate)
        {
            foreach (var reading in readings)
            {
                if (!_table.Offer(reading)) continue;
                foreach (var watcher in _watchers) watcher.Offer(reading);
            }
            foreach (var watcher in _watchers) watcher.Wake();
        }
    }

    /// <summary>The newest reading of a point, or null where it never reported.</summary>
    public LiveReading? Find(string point)
    {
        lock (_gate) return _table.Find(point);
    }

    /// <summary>The newest readings of these points; null where one never reported.</summary>
    public IReadOnlyList<LiveReading?> Find(IReadOnlyList<string> points)
    {
        lock (_gate) return [.. points.Select(_table.Find)];
    }

    /// <summary>Begins a watch. Changes from now on are pending in it until taken.</summary>
    /// <param name="points">The points wanted; null for all.</param>
    public Watcher Watch(IReadOnlySet<string>? points)
    {
        var watcher = new Watcher(this, points);
        lock (_gate) _watchers.Add(watcher);
        return watcher;
    }

    /// <summary>One watch. Dispose ends it.</summary>
    public sealed class Watcher : IDisposable
    {
        private readonly LiveState _owner;
        private readonly PendingChanges _pending;
        private readonly SemaphoreSlim _signal = new(0, 1);

        internal Watcher(LiveState owner, IReadOnlySet<string>? points)
        {
            _owner = owner;
            _pending = new PendingChanges(points);
        }

        /// <summary>Readings replaced by newer ones before they were taken.</summary>
        public long Conflated
        {
            get { lock (_owner._gate) return _pending.Conflated; }
        }

        /// <summary>Completes when something is pending.</summary>
        public Task WaitAsync(CancellationToken cancellationToken) => _signal.WaitAsync(cancellationToken);

        /// <summary>What changed since the last call.</summary>
        public IReadOnlyCollection<LiveReading> Take()
        {
            lock (_owner._gate) return _pending.Take();
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (_owner._gate) _owner._watchers.Remove(this);
            _signal.Dispose();
        }

        internal void Offer(LiveReading reading) => _pending.Offer(reading);

        internal void Wake()
        {
            if (!_pending.IsEmpty && _signal.CurrentCount == 0) _signal.Release();
        }
    }
}
