using System.Globalization;
using FactoryTwin.Services.TwinState.Live.Domain;

namespace FactoryTwin.Services.TwinState.Live;

/// <summary>The live table and its watchers, safe for use by many at once.</summary>
public sealed class LiveState
{
    private readonly Lock _gate = new();
    private readonly LiveTable _table = new();
    private readonly List<Watcher> _watchers = [];

    /// <summary>Tells this run of the service from every other: the numbers of changes begin anew with each.</summary>
    private readonly string _run = Guid.NewGuid().ToString("N")[..12];
    private readonly Dictionary<string, long> _changedAt = new(StringComparer.Ordinal);
    private long _changes;

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
                _changedAt[reading.Point] = ++_changes;
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
    /// <param name="resumeToken">Of an earlier watch: what changed since is pending at once. Empty for none.</param>
    public Watcher Watch(IReadOnlySet<string>? points, string resumeToken = "")
    {
        lock (_gate)
        {
            var since = Since(resumeToken);
            var watcher = new Watcher(this, points, Token, since is not null);
            if (since is not null)
            {
                foreach (var (point, _) in _changedAt.Where(each => each.Value > since).OrderBy(each => each.Value)) watcher.Offer(_table.Find(point)!);
                watcher.Wake();
            }
            _watchers.Add(watcher);
            return watcher;
        }
    }

    private string Token => $"{_run}-{_changes.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The change that a token of this run stands for; null for every other.</summary>
    private long? Since(string token) =>
        token.StartsWith(_run + "-", StringComparison.Ordinal)
            && long.TryParse(token.AsSpan(_run.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var since) && since <= _changes ? since : null;

    /// <summary>One watch. Dispose ends it.</summary>
    public sealed class Watcher : IDisposable
    {
        private readonly LiveState _owner;
        private readonly PendingChanges _pending;
        private readonly SemaphoreSlim _signal = new(0, 1);

        internal Watcher(LiveState owner, IReadOnlySet<string>? points, string token, bool resumed)
        {
            _owner = owner;
            (Token, Resumed) = (token, resumed);
            _pending = new PendingChanges(points);
        }

        /// <summary>True where the watch goes on after its token; false where a snapshot has to come first.</summary>
        public bool Resumed { get; }

        /// <summary>Resumes after all that was taken so far.</summary>
        public string Token { get; private set; }

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
            lock (_owner._gate)
            {
                Token = _owner.Token;
                return _pending.Take();
            }
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
