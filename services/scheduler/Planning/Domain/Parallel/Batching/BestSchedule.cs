using System.Collections.Immutable;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Batching;

/// <summary>A copy of the best state so far: which jobs are together, where, in which order.</summary>
internal sealed class BestSchedule
{
    private readonly BatchState _state;
    private readonly int[][] _orders;
    private readonly int[] _lengths;
    private readonly int[] _batchOf;

    public BestSchedule(BatchState state)
    {
        _state = state;
        _orders = [.. state.Sequence.Select(s => (int[])s.Clone())];
        _lengths = (int[])state.Length.Clone();
        _batchOf = (int[])state.BatchOf.Clone();
        Cost = state.Cost;
    }

    public long Cost { get; private set; }

    public void Take(BatchState state)
    {
        Cost = state.Cost;
        for (var m = 0; m < _orders.Length; m++) state.Sequence[m].AsSpan(0, state.Length[m]).CopyTo(_orders[m]);
        state.Length.CopyTo(_lengths, 0);
        state.BatchOf.CopyTo(_batchOf, 0);
    }

    /// <summary>Sets a state to this schedule.</summary>
    public void Restore(BatchState state)
    {
        for (var job = 0; job < state.Shop.Jobs; job++) state.Drop(job);
        var opened = new Dictionary<int, int>();
        for (var m = 0; m < _orders.Length; m++)
        {
            for (var p = 0; p < _lengths[m]; p++) opened[_orders[m][p]] = state.Open(m, p, 0);
        }
        for (var job = 0; job < state.Shop.Jobs; job++)
        {
            var batch = opened[_batchOf[job]];
            state.Batches[batch].Attribute = state.Shop.Attribute[job];
            state.Add(job, batch);
        }
        state.Retime();
        state.Keep();
    }

    /// <exception cref="InvalidOperationException">A batch lies in no interval.</exception>
    public ShopPlan ToPlan()
    {
        Restore(_state);
        var placed = ImmutableArray.CreateBuilder<PlacedBatch>();
        for (var m = 0; m < _state.Shop.Machines; m++)
        {
            for (var p = 0; p < _state.Length[m]; p++)
            {
                var id = _state.Sequence[m][p];
                var b = _state.Batches[id];
                if (b.Interval == _state.Shop.IntervalStart[m].Length) throw new InvalidOperationException("No schedule was found that keeps the machines' availability.");
                placed.Add(new PlacedBatch(m, b.End - b.Duration, b.Duration, b.Attribute, [.. _state.JobsOf(id)]));
            }
        }
        return new ShopPlan(placed.ToImmutable());
    }
}
