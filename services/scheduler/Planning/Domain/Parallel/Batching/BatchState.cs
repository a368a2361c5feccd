using System.Runtime.CompilerServices;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Batching;

/// <summary>
/// A schedule under search: batches of jobs, their order on each machine, and its cost. A move is a few of the primitive changes here,
/// then <see cref="Retime"/>, then either <see cref="Keep"/> or <see cref="TakeBack"/>; nothing is allocated on the way.
/// </summary>
internal sealed class BatchState
{
    public readonly ShopArrays Shop;
    public readonly Batch[] Batches;
    public readonly int[] BatchOf;      // by job
    public readonly int[][] Sequence;   // by machine: batch ids in order
    public readonly int[] Length;       // of each sequence
    private readonly int[] _members;    // batch * stride + index
    private readonly int[] _indexOf;    // of a job among its batch's members
    private readonly int[] _free;
    private int _freeCount;
    private readonly UndoLog _undo;
    private readonly int[] _dirtyFrom;
    private readonly int[] _dirtyTo;

    public BatchState(ShopArrays shop)
    {
        Shop = shop;
        var slots = shop.Jobs + 2;
        Batches = new Batch[slots];
        BatchOf = new int[shop.Jobs];
        Array.Fill(BatchOf, -1);
        Sequence = [.. Enumerable.Range(0, shop.Machines).Select(_ => new int[slots])];
        Length = new int[shop.Machines];
        _members = new int[slots * shop.Stride];
        _indexOf = new int[shop.Jobs];
        _free = [.. Enumerable.Range(0, slots).Reverse()];
        _freeCount = slots;
        _undo = new UndoLog(shop);
        (_dirtyFrom, _dirtyTo) = (new int[shop.Machines], new int[shop.Machines]);
        Clean();
    }

    /// <summary>The whole objective, batches that no interval takes counted as dearer than anything.</summary>
    public long Cost { get; private set; }

    public ReadOnlySpan<int> JobsOf(int batch) => _members.AsSpan(batch * Shop.Stride, Batches[batch].Count);

    public int PositionOf(int batch) => Sequence[Batches[batch].Machine].AsSpan(0, Length[Batches[batch].Machine]).IndexOf(batch);

    /// <summary>A new, empty batch at a place of a machine's order.</summary>
    public int Open(int machine, int position, int attribute)
    {
        var batch = _free[--_freeCount];
        _undo.Opened(batch);
        Batches[batch] = Batch.Empty with { Attribute = attribute, Machine = machine };
        Insert(batch, machine, position);
        return batch;
    }

    /// <summary>Puts a batch that is in no order into one.</summary>
    public void Insert(int batch, int machine, int position)
    {
        _undo.Touch(machine, Sequence[machine], Length[machine]);
        var order = Sequence[machine].AsSpan();
        order[position..Length[machine]].CopyTo(order[(position + 1)..]);
        order[position] = batch;
        Length[machine]++;
        Batches[batch].Machine = machine;
        Dirty(machine, position, Math.Max(_dirtyTo[machine], position) + 1);
    }

    /// <summary>Takes a batch out of its machine's order.</summary>
    public void Remove(int batch, int position)
    {
        var machine = Batches[batch].Machine;
        _undo.Touch(machine, Sequence[machine], Length[machine]);
        _undo.Touch(batch, Batches[batch]);
        var order = Sequence[machine].AsSpan();
        order[(position + 1)..Length[machine]].CopyTo(order[position..]);
        Length[machine]--;
        Dirty(machine, position, position);
    }

    /// <summary>Reverses a stretch of a machine's order.</summary>
    public void Reverse(int machine, int from, int to)
    {
        _undo.Touch(machine, Sequence[machine], Length[machine]);
        Sequence[machine].AsSpan(from, to - from + 1).Reverse();
        Dirty(machine, from, to + 1);
    }

    /// <summary>Adds a job that is in no batch.</summary>
    public void Add(int job, int batch)
    {
        ref var b = ref Batches[batch];
        _undo.Touch(batch, b);
        _undo.Moved(job, BatchOf[job]);
        _members[(batch * Shop.Stride) + b.Count] = job;
        (BatchOf[job], _indexOf[job]) = (batch, b.Count);
        Widen(ref b, job);
    }

    /// <summary>Takes a job out of its batch, which closes where it was the last one.</summary>
    public void Drop(int job)
    {
        var batch = BatchOf[job];
        ref var b = ref Batches[batch];
        _undo.Touch(batch, b);
        _undo.Moved(job, batch);
        TakeOut(job, batch);
        if (b.Count == 0)
        {
            Remove(batch, PositionOf(batch));
            Cost -= b.Cost;
            _undo.Closed(batch);
            _free[_freeCount++] = batch;
            return;
        }
        var rest = Batch.Empty with { Attribute = b.Attribute, Machine = b.Machine, End = b.End, Interval = b.Interval, Cost = b.Cost };
        foreach (var member in JobsOf(batch)) Widen(ref rest, member);
        b = rest;
    }

    /// <summary>Marks a batch as changed: it and what follows it is timed anew.</summary>
    public void Dirty(int batch)
    {
        var position = PositionOf(batch);
        Dirty(Batches[batch].Machine, position, position);
    }

    /// <summary>
    /// Times what has changed, and what follows it, as early as it can start; returns the new cost. Where that is sure to be above
    /// <paramref name="limit"/> it stops early with any cost above it: then the change must be taken back.
    /// </summary>
    public long Retime(long limit = long.MaxValue)
    {
        var last = Shop.Machines - 1;
        while (last > 0 && _dirtyTo[last] < 0) last--;
        for (var machine = 0; machine <= last; machine++)
        {
            // Only on the last machine nothing can be gained any more.
            if (_dirtyTo[machine] >= 0) Cost += Timeline.Retime(this, _undo, machine, _dirtyFrom[machine], _dirtyTo[machine], machine == last ? limit - Cost : long.MaxValue);
        }
        return Cost;
    }

    /// <summary>The change stays.</summary>
    public void Keep()
    {
        _undo.Clear(Cost);
        Clean();
    }

    /// <summary>Everything is as it was.</summary>
    public void TakeBack()
    {
        while (_undo.TryPop(out var kind, out var value, out var before))
        {
            switch (kind)
            {
                case UndoKind.Opened: _free[_freeCount++] = value; break;
                case UndoKind.Closed: _freeCount--; break;
                case UndoKind.Moved: Return(value, before); break;
                case UndoKind.Timed: (Batches[value].End, Batches[value].Interval, Batches[value].Cost) = _undo.PopTime(); break;
                default: Batches[value] = _undo.PopBatch(); break;
            }
        }
        _undo.RestoreOrders(Sequence, Length);
        Cost = _undo.Cost;
        Clean();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Widen(ref Batch b, int job)
    {
        b.Count++;
        b.Size += Shop.Size[job];
        b.Duration = Math.Max(b.Duration, Shop.Shortest[job]);
        b.Limit = Math.Min(b.Limit, Shop.Longest[job]);
        b.Release = Math.Max(b.Release, Shop.Earliest[job]);
        b.FirstLatest = Math.Min(b.FirstLatest, Shop.Latest[job]);
        b.LastLatest = Math.Max(b.LastLatest, Shop.Latest[job]);
        b.Eligible &= Shop.Eligible[job];
    }

    /// <summary>Membership alone; what the batch demands is set right by the caller.</summary>
    private void TakeOut(int job, int batch)
    {
        ref var b = ref Batches[batch];
        var last = _members[(batch * Shop.Stride) + --b.Count];
        _members[(batch * Shop.Stride) + _indexOf[job]] = last;
        _indexOf[last] = _indexOf[job];
        BatchOf[job] = -1;
    }

    private void Return(int job, int before)
    {
        if (before < 0)
        {
            TakeOut(job, BatchOf[job]);
            return;
        }
        ref var b = ref Batches[before];
        _members[(before * Shop.Stride) + b.Count] = job;
        (BatchOf[job], _indexOf[job]) = (before, b.Count++);
    }

    private void Dirty(int machine, int from, int to)
    {
        _dirtyFrom[machine] = Math.Min(_dirtyFrom[machine], from);
        _dirtyTo[machine] = Math.Max(_dirtyTo[machine], to);
    }

    private void Clean()
    {
        Array.Fill(_dirtyFrom, int.MaxValue);
        Array.Fill(_dirtyTo, -1);
    }
}
