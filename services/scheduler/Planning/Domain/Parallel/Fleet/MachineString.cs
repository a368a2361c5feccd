using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Columns;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

/// <summary>A string of one machine as a column: its parts by each due time, all of its parts, and itself.</summary>
/// <param name="machine">Index of the machine.</param>
/// <param name="sizes">Letters of its events, in order.</param>
/// <param name="partsBy">Parts made by each due time; the last is all of them.</param>
/// <param name="cost">E.</param>
/// <param name="entries">Of the programme's rows.</param>
internal sealed class MachineString(int machine, int[] sizes, int[] partsBy, double cost, double[] entries) : Column(cost, entries)
{
    /// <summary>Index of the machine.</summary>
    public int Machine { get; } = machine;

    /// <summary>Letters of its events, in order.</summary>
    public int[] Sizes { get; } = sizes;

    /// <summary>Parts made by each due time; the last is all of them.</summary>
    public int[] PartsBy { get; } = partsBy;
}
