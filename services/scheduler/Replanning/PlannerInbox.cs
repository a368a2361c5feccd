using System.Threading.Channels;
using FactoryTwin.Services.Scheduler.Measuring.Domain;
using FactoryTwin.Services.Scheduler.Replanning.Domain;

namespace FactoryTwin.Services.Scheduler.Replanning;

/// <summary>
/// What a planner has to hear: askings for a plan, which merge, and readings of the machine, which become progress. Bounded by
/// its nature: one asking, one progress, one wake-up.
/// </summary>
internal sealed class PlannerInbox(TimeProvider time)
{
    private const int MostBatches = 200;

    private readonly Lock _gate = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private PendingPlan? _pending;
    private MachineProgress _progress = new();
    private readonly BatchMeter _meter = new();
    private readonly List<MeasuredBatch> _batches = [];
    private bool _grown;

    /// <summary>Asks for a plan.</summary>
    public void Ask(PendingPlan asking)
    {
        lock (_gate) _pending = _pending?.Merge(asking) ?? asking;
        _wake.Writer.TryWrite(true);
    }

    /// <summary>Puts an asking back that could not be met; what came since is newer.</summary>
    public void PutBack(PendingPlan asking)
    {
        lock (_gate) _pending = _pending is null ? asking : asking.Merge(_pending);
    }

    /// <summary>Starts from stored progress.</summary>
    public void Begin(MachineProgress progress)
    {
        lock (_gate) _progress = progress;
    }

    /// <summary>Takes readings of the machine's points.</summary>
    public void Take(IReadOnlyList<PointReading> readings, string counter, string size, string power)
    {
        lock (_gate)
        {
            var before = _progress;
            foreach (var reading in readings.Where(r => r.Point == power && power.Length > 0)) _meter.Power(reading.Value * Megawatts(reading.Unit), reading.Time);
            foreach (var reading in readings.Where(r => r.Point == counter))
            {
                var counted = _progress.Count(reading.Value, reading.Time);
                if (_meter.Ended(_progress, counted) is { } batch && _batches.Count < MostBatches) _batches.Add(batch);
                _progress = counted;
            }
            foreach (var reading in readings.Where(r => r.Point == size)) _progress = _progress.Report(reading.Value, reading.Time);
            if (before.Counted == _progress.Counted && before.Size == _progress.Size && before.Counter == _progress.Counter) return;
            _grown = true;
        }
        _wake.Writer.TryWrite(true);
    }

    /// <summary>The batches that have ended since the last call.</summary>
    public IReadOnlyList<MeasuredBatch> Ended()
    {
        lock (_gate)
        {
            MeasuredBatch[] ended = [.. _batches];
            _batches.Clear();
            return ended;
        }
    }

    /// <summary>Puts batches back that could not be recorded.</summary>
    public void PutBack(IReadOnlyList<MeasuredBatch> ended)
    {
        lock (_gate) _batches.InsertRange(0, ended);
    }

    /// <summary>Everything that came since the last call.</summary>
    public (PendingPlan? Pending, MachineProgress Progress, bool Grown) Open()
    {
        lock (_gate)
        {
            var content = (_pending, _progress, _grown);
            (_pending, _grown) = (null, false);
            return content;
        }
    }

    private static double Megawatts(string unit) => unit switch
    {
        "W" => 1e-6,
        "MW" => 1,
        _ => 1e-3,
    };

    /// <summary>Returns when something came, or it is this time.</summary>
    public async Task WaitAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        var left = until - time.GetUtcNow();
        if (left <= TimeSpan.Zero) return;
        using var timer = new CancellationTokenSource(left, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await _wake.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It is time.
        }
    }
}
