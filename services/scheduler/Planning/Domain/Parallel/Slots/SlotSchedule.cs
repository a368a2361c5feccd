namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Slots;

/// <summary>
/// Jobs on machines under search: who is where, what it costs, and for each machine and length a set of bits of the windows that are free, in order of
/// price, so that the cheapest free place is the first bit. Jobs may be in no place for a while.
/// </summary>
internal sealed class SlotSchedule
{
    private readonly SlotShop _shop;
    private readonly int[] _jobAt;   // machine * makespan + slot; -1: free
    private readonly ulong[] _free;  // ((machine * lengths) + length) * words
    private readonly int _lengths;

    public SlotSchedule(SlotShop shop, PricedWindows windows)
    {
        (_shop, Windows, Machines, _lengths) = (shop, windows, shop.RateOf.Length, shop.Lengths.Length);
        LengthOf = [.. shop.Demand.SelectMany((count, k) => Enumerable.Repeat(k, count))];
        (MachineOf, StartOf) = (new int[LengthOf.Length], new int[LengthOf.Length]);
        Array.Fill(MachineOf, -1);
        Missing = shop.Work;
        _jobAt = new int[Machines * windows.Makespan];
        Array.Fill(_jobAt, -1);
        _free = new ulong[Machines * _lengths * windows.Words];
        for (var row = 0; row < Machines * _lengths; row++)
        {
            for (var rank = 0; rank < windows.Starts[row % _lengths].Length; rank++) _free[(row * windows.Words) + (rank >> 6)] |= 1UL << rank;
        }
    }

    public PricedWindows Windows { get; }

    public int Machines { get; }

    /// <summary>Index of the length of each job; jobs here are in order of length, not of the shop's numbers.</summary>
    public int[] LengthOf { get; }

    /// <summary>-1 where the job has no place.</summary>
    public int[] MachineOf { get; }

    public int[] StartOf { get; }

    /// <summary>Energy cost of all jobs in place.</summary>
    public long Cost { get; private set; }

    /// <summary>Slots of work that has no place.</summary>
    public int Missing { get; private set; }

    /// <summary>The job in a slot; -1 where it is free or there is no such slot.</summary>
    public int JobAt(int machine, int slot) => (uint)slot < (uint)Windows.Makespan ? _jobAt[(machine * Windows.Makespan) + slot] : -1;

    /// <summary>The free windows of a length on a machine: a bit a rank of <see cref="PricedWindows"/>.</summary>
    public ReadOnlySpan<ulong> Free(int machine, int length) => _free.AsSpan(((machine * _lengths) + length) * Windows.Words, Windows.Words);

    /// <summary>The window must be free.</summary>
    public void Place(int job, int machine, int start)
    {
        var length = _shop.Lengths[LengthOf[job]];
        Mark(machine, start, length, free: false);
        _jobAt.AsSpan((machine * Windows.Makespan) + start, length).Fill(job);
        (MachineOf[job], StartOf[job]) = (machine, start);
        Cost += _shop.Cost(_shop.RateOf[machine], start, length);
        Missing -= length;
    }

    public void TakeOut(int job)
    {
        var (machine, start, length) = (MachineOf[job], StartOf[job], _shop.Lengths[LengthOf[job]]);
        _jobAt.AsSpan((machine * Windows.Makespan) + start, length).Fill(-1);
        Mark(machine, start, length, free: true);
        MachineOf[job] = -1;
        Cost -= _shop.Cost(_shop.RateOf[machine], start, length);
        Missing += length;
    }

    /// <summary>The same jobs in the same places, for another makespan; jobs that would end after it have no place.</summary>
    public SlotSchedule For(PricedWindows windows)
    {
        var copy = new SlotSchedule(_shop, windows);
        for (var j = 0; j < LengthOf.Length; j++)
        {
            if (MachineOf[j] >= 0 && StartOf[j] + _shop.Lengths[LengthOf[j]] <= windows.Makespan) copy.Place(j, MachineOf[j], StartOf[j]);
        }
        return copy;
    }

    /// <summary>Sets the bits of all windows that overlap this one and lie in the free stretch around it.</summary>
    private void Mark(int machine, int start, int length, bool free)
    {
        var (row, end, reach) = (machine * Windows.Makespan, start + length, _shop.Lengths[0] - 1);
        var (low, high) = (start, end);
        while (low > 0 && start - low < reach && _jobAt[row + low - 1] < 0) low--;
        while (high < Windows.Makespan && high - end < reach && _jobAt[row + high] < 0) high++;
        for (var k = 0; k < _lengths; k++)
        {
            var p = _shop.Lengths[k];
            var ranks = Windows.Ranks[k];
            var bits = _free.AsSpan(((machine * _lengths) + k) * Windows.Words, Windows.Words);
            var to = Math.Min(high - p, end - 1);
            for (var t = Math.Max(low, start - p + 1); t <= to; t++)
            {
                var rank = ranks[t];
                if (free) bits[rank >> 6] |= 1UL << rank;
                else bits[rank >> 6] &= ~(1UL << rank);
            }
        }
    }
}
