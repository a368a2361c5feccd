namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Batching;

/// <summary>
/// The neighbourhoods: each picks at random, changes the state if the change breaks no rule of batches, and says whether it did.
/// The caller times what has changed.
/// </summary>
internal sealed class Moves(BatchState state)
{
    private readonly ShopArrays _shop = state.Shop;

    /// <summary>A job goes to another batch of its attribute.</summary>
    public bool JobToBatch(ref FastRandom random)
    {
        var job = random.Below(_shop.Jobs);
        var target = state.BatchOf[Peer(job, ref random)];
        if (target == state.BatchOf[job] || !Fits(job, target)) return false;
        Move(job, target);
        return true;
    }

    /// <summary>A job gets a batch of its own.</summary>
    public bool JobToNewBatch(ref FastRandom random)
    {
        var job = random.Below(_shop.Jobs);
        var from = state.BatchOf[job];
        if (state.Batches[from].Count == 1) return false;
        var machine = _shop.EligibleList[job][random.Below(_shop.EligibleList[job].Length)];
        Leave(job);
        var opened = state.Open(machine, random.Below(state.Length[machine] + 1), _shop.Attribute[job]);
        state.Add(job, opened);
        return true;
    }

    /// <summary>Two jobs of one attribute change places.</summary>
    public bool SwapJobs(ref FastRandom random)
    {
        var job = random.Below(_shop.Jobs);
        var other = Peer(job, ref random);
        var (a, b) = (state.BatchOf[job], state.BatchOf[other]);
        if (a == b || !FitsInstead(job, b, other) || !FitsInstead(other, a, job)) return false;
        // A batch of one must not close on the way.
        if (state.Batches[a].Count == 1 || state.Batches[b].Count == 1) return false;
        state.Drop(job);
        state.Drop(other);
        state.Add(job, b);
        state.Add(other, a);
        if (!IsLawful(a) || !IsLawful(b)) return false;
        state.Dirty(a);
        state.Dirty(b);
        return true;
    }

    /// <summary>A batch goes elsewhere: near by on its machine, anywhere, or next to one of its attribute.</summary>
    public bool MoveBatch(ref FastRandom random)
    {
        var batch = state.BatchOf[random.Below(_shop.Jobs)];
        var position = state.PositionOf(batch);
        ref var b = ref state.Batches[batch];
        var (machine, to) = (b.Machine, 0);
        var way = random.Below(4);
        if (way < 2)
        {
            to = position + (1 + random.Below(4)) * (way == 0 ? 1 : -1);
            if (to < 0 || to >= state.Length[machine]) return false;
        }
        else if (way == 2)
        {
            machine = random.Below(_shop.Machines);
            if ((b.Eligible >> machine & 1) == 0 || b.Size > _shop.Capacity[machine]) return false;
            to = random.Below(state.Length[machine] + (machine == b.Machine ? 0 : 1));
        }
        else
        {
            var of = _shop.OfAttribute[b.Attribute];
            var beside = state.BatchOf[of[random.Below(of.Length)]];
            if (beside == batch) return false;
            machine = state.Batches[beside].Machine;
            if ((b.Eligible >> machine & 1) == 0 || b.Size > _shop.Capacity[machine]) return false;
            to = state.PositionOf(beside) + random.Below(2);
            if (machine == b.Machine && to > position) to--;
        }
        if (machine == b.Machine && to == position) return false;
        state.Remove(batch, position);
        state.Insert(batch, machine, to);
        return true;
    }

    /// <summary>Two batches change places.</summary>
    public bool SwapBatches(ref FastRandom random)
    {
        var (x, y) = (state.BatchOf[random.Below(_shop.Jobs)], state.BatchOf[random.Below(_shop.Jobs)]);
        if (x == y) return false;
        ref var a = ref state.Batches[x];
        ref var b = ref state.Batches[y];
        var (onA, onB) = (a.Machine, b.Machine);
        if (onA != onB && ((a.Eligible >> onB & 1) == 0 || (b.Eligible >> onA & 1) == 0 || a.Size > _shop.Capacity[onB] || b.Size > _shop.Capacity[onA])) return false;
        var (atA, atB) = (state.PositionOf(x), state.PositionOf(y));
        if (onA == onB && atA > atB) (x, y, atA, atB) = (y, x, atB, atA);
        state.Remove(x, atA);
        state.Insert(x, onB, atB);
        if (onA == onB) atB--;
        else atB++;
        state.Remove(y, atB);
        state.Insert(y, onA, atA);
        return true;
    }

    /// <summary>All jobs of a batch go to another one.</summary>
    public bool Merge(ref FastRandom random)
    {
        var job = random.Below(_shop.Jobs);
        var (from, into) = (state.BatchOf[job], state.BatchOf[Peer(job, ref random)]);
        if (from == into) return false;
        ref var a = ref state.Batches[from];
        ref var b = ref state.Batches[into];
        var duration = Math.Max(a.Duration, b.Duration);
        if (duration > a.Limit || duration > b.Limit || a.Size + b.Size > _shop.Capacity[b.Machine] || (a.Eligible >> b.Machine & 1) == 0) return false;
        while (true)
        {
            var member = state.JobsOf(from)[^1];
            var last = a.Count == 1;
            state.Drop(member);
            state.Add(member, into);
            if (last) break;
        }
        state.Dirty(into);
        return true;
    }

    /// <summary>A stretch of a machine's order is turned round.</summary>
    public bool Invert(ref FastRandom random)
    {
        var machine = random.Below(_shop.Machines);
        var length = state.Length[machine];
        if (length < 3) return false;
        var from = random.Below(length - 2);
        var to = from + 2 + random.Below(Math.Min(8, length - from - 2));
        state.Reverse(machine, from, to);
        return true;
    }

    private int Peer(int job, ref FastRandom random)
    {
        var of = _shop.OfAttribute[_shop.Attribute[job]];
        return of[random.Below(of.Length)];
    }

    private bool Fits(int job, int batch)
    {
        ref var b = ref state.Batches[batch];
        return b.Size + _shop.Size[job] <= _shop.Capacity[b.Machine] && (_shop.Eligible[job] >> b.Machine & 1) != 0
            && b.Duration <= _shop.Longest[job] && _shop.Shortest[job] <= b.Limit;
    }

    private bool FitsInstead(int job, int batch, int other)
    {
        ref var b = ref state.Batches[batch];
        return b.Size + _shop.Size[job] - _shop.Size[other] <= _shop.Capacity[b.Machine] && (_shop.Eligible[job] >> b.Machine & 1) != 0;
    }

    private bool IsLawful(int batch) => state.Batches[batch].Duration <= state.Batches[batch].Limit;

    private void Leave(int job)
    {
        var from = state.BatchOf[job];
        var last = state.Batches[from].Count == 1;
        state.Drop(job);
        if (!last) state.Dirty(from);
    }

    private void Move(int job, int target)
    {
        Leave(job);
        state.Add(job, target);
        state.Dirty(target);
    }
}
