namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Slots;

/// <summary>
/// Ruin and recreate: takes a few jobs out, those of a stretch of time on some machines or any, and puts them and whatever has no place back where
/// it is cheapest; a worse schedule is kept with a chance that falls.
/// </summary>
internal sealed class SlotRepair(SlotShop shop, SlotSchedule schedule)
{
    private const int Most = 24;
    private readonly SlotInsertion _insertion = new(shop, schedule.Windows);
    private readonly int[] _out = new int[schedule.LengthOf.Length];
    private readonly (int Machine, int Start)[] _was = new (int, int)[schedule.LengthOf.Length];
    private readonly int[] _keys = new int[schedule.LengthOf.Length];
    private readonly long _lack = 50L * (1 + shop.Rates[^1]) * (1 + (shop.PriceBefore[^1] / shop.Horizon));

    private long Value => schedule.Cost + (_lack * schedule.Missing);

    /// <summary>Leaves the schedule at the best that it came across.</summary>
    public void Improve(int rounds, ref FastRandom random, CancellationToken cancellationToken)
    {
        var best = Value;
        var (machines, starts) = ((int[])schedule.MachineOf.Clone(), (int[])schedule.StartOf.Clone());
        // Few jobs leave few ways out: their search begins hotter. It ends at a 250th of what a job costs.
        var (job, warmth) = ((double)schedule.Cost / schedule.LengthOf.Length, Math.Clamp(10.0 / schedule.LengthOf.Length, 0.02, 0.5));
        for (var round = 0; round < rounds; round++)
        {
            if (round % 64 == 0) cancellationToken.ThrowIfCancellationRequested();
            var before = Value;
            var limit = before - (job * warmth * Math.Pow(0.004 / warmth, (double)round / rounds) * Math.Log(random.Fraction()));
            var count = Ruin(ref random);
            Recreate(count, ref random);
            if (Value > limit) TakeBack(count);
            else if (Value < best)
            {
                best = Value;
                schedule.MachineOf.CopyTo(machines, 0);
                schedule.StartOf.CopyTo(starts, 0);
            }
        }
        if (Value > best) Restore(machines, starts);
    }

    private int Ruin(ref FastRandom random)
    {
        var (count, jobs) = (0, schedule.LengthOf.Length);
        if (schedule.Missing > 0)
        {
            for (var j = 0; j < jobs && count < Most / 2; j++)
            {
                if (schedule.MachineOf[j] < 0) Note(j, ref count);
            }
        }
        var seed = random.Below(jobs);
        var wanted = count + 3 + random.Below(6);
        if (schedule.MachineOf[seed] < 0 || random.Below(3) == 0)
        {
            for (var i = 0; i < wanted - count; i++) Take(random.Below(jobs), ref count);
            return count;
        }
        var (at, reach) = (schedule.StartOf[seed], random.Below(shop.Lengths[0] + 1));
        TakeStretch(schedule.MachineOf[seed], at - reach, at + shop.Lengths[0] + reach, wanted, ref count);
        TakeStretch(random.Below(schedule.Machines), at - reach, at + shop.Lengths[0] + reach, wanted + 2, ref count);
        return count;
    }

    private void TakeStretch(int machine, int from, int to, int most, ref int count)
    {
        for (var t = from; t < to && count < most; t++)
        {
            var job = schedule.JobAt(machine, t);
            if (job >= 0) Take(job, ref count);
        }
    }

    private void Take(int job, ref int count)
    {
        if (schedule.MachineOf[job] < 0) return;
        Note(job, ref count);
        schedule.TakeOut(job);
    }

    private void Note(int job, ref int count)
    {
        _was[count] = (schedule.MachineOf[job], schedule.StartOf[job]);
        _out[count++] = job;
    }

    private void Recreate(int count, ref FastRandom random)
    {
        // Long jobs first, as a rule: short ones find gaps.
        for (var i = 0; i < count; i++) _keys[i] = -(shop.Lengths[schedule.LengthOf[_out[i]]] * 4) + random.Below(16);
        for (var i = 1; i < count; i++)
        {
            for (var k = i; k > 0 && _keys[k] < _keys[k - 1]; k--)
            {
                (_keys[k], _keys[k - 1]) = (_keys[k - 1], _keys[k]);
                (_out[k], _out[k - 1]) = (_out[k - 1], _out[k]);
                (_was[k], _was[k - 1]) = (_was[k - 1], _was[k]);
            }
        }
        for (var i = 0; i < count; i++) _insertion.Insert(schedule, _out[i], ref random, 60);
    }

    private void TakeBack(int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (schedule.MachineOf[_out[i]] >= 0) schedule.TakeOut(_out[i]);
        }
        for (var i = 0; i < count; i++)
        {
            if (_was[i].Machine >= 0) schedule.Place(_out[i], _was[i].Machine, _was[i].Start);
        }
    }

    private void Restore(int[] machines, int[] starts)
    {
        for (var j = 0; j < machines.Length; j++)
        {
            if (schedule.MachineOf[j] >= 0) schedule.TakeOut(j);
        }
        for (var j = 0; j < machines.Length; j++)
        {
            if (machines[j] >= 0) schedule.Place(j, machines[j], starts[j]);
        }
    }
}
