namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Batching;

/// <summary>What an entry of the <see cref="UndoLog"/> takes back.</summary>
internal enum UndoKind
{
    /// <summary>A batch as it was before it was touched.</summary>
    Batch,

    /// <summary>Where a batch ended before it was timed anew.</summary>
    Timed,

    /// <summary>A job that was in another batch, or in none (-1).</summary>
    Moved,

    /// <summary>A batch that was opened.</summary>
    Opened,

    /// <summary>A batch that was closed.</summary>
    Closed,
}

/// <summary>What one move has changed, last change last. It grows to the largest move and is then reused.</summary>
internal sealed class UndoLog(ShopArrays shop)
{
    private (UndoKind Kind, int Value, int Before)[] _entries = new (UndoKind, int, int)[64];
    private Batch[] _batches = new Batch[64];
    private (int End, int Interval, long Cost)[] _times = new (int, int, long)[256];
    private int _timeCount;
    private int _entryCount;
    private int _batchCount;
    private readonly int[][] _orders = [.. Enumerable.Range(0, shop.Machines).Select(_ => new int[shop.Jobs + 2])];
    private readonly int[] _lengths = [.. Enumerable.Repeat(-1, shop.Machines)];

    /// <summary>The objective before the move.</summary>
    public long Cost { get; private set; }

    public void Touch(int batch, in Batch before)
    {
        if (_batchCount == _batches.Length) Array.Resize(ref _batches, 2 * _batchCount);
        _batches[_batchCount++] = before;
        Push(UndoKind.Batch, batch, 0);
    }

    /// <summary>A machine's order is about to change; the first time it is copied.</summary>
    public void Touch(int machine, int[] order, int length)
    {
        if (_lengths[machine] >= 0) return;
        order.AsSpan(0, length).CopyTo(_orders[machine]);
        _lengths[machine] = length;
    }

    public void Timed(int batch, in Batch before)
    {
        if (_timeCount == _times.Length) Array.Resize(ref _times, 2 * _timeCount);
        _times[_timeCount++] = (before.End, before.Interval, before.Cost);
        Push(UndoKind.Timed, batch, 0);
    }

    public void Moved(int job, int before) => Push(UndoKind.Moved, job, before);

    public void Opened(int batch) => Push(UndoKind.Opened, batch, 0);

    public void Closed(int batch) => Push(UndoKind.Closed, batch, 0);

    public bool TryPop(out UndoKind kind, out int value, out int before)
    {
        (kind, value, before) = _entryCount > 0 ? _entries[_entryCount - 1] : default;
        if (_entryCount == 0) return false;
        _entryCount--;
        return true;
    }

    public Batch PopBatch() => _batches[--_batchCount];

    public (int End, int Interval, long Cost) PopTime() => _times[--_timeCount];

    public void RestoreOrders(int[][] orders, int[] lengths)
    {
        for (var m = 0; m < _lengths.Length; m++)
        {
            if (_lengths[m] < 0) continue;
            _orders[m].AsSpan(0, _lengths[m]).CopyTo(orders[m]);
            (lengths[m], _lengths[m]) = (_lengths[m], -1);
        }
    }

    public void Clear(long cost)
    {
        (_entryCount, _batchCount, _timeCount, Cost) = (0, 0, 0, cost);
        Array.Fill(_lengths, -1);
    }

    private void Push(UndoKind kind, int value, int before)
    {
        if (_entryCount == _entries.Length) Array.Resize(ref _entries, 2 * _entryCount);
        _entries[_entryCount++] = (kind, value, before);
    }
}
