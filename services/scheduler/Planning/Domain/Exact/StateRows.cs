using System.Buffers;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

/// <summary>
/// Flat arrays of one value a state, borrowed and given back: a week's are megabytes, and a planner that decides anew at every price
/// would have them cleared and collected each time. What is in them at first is undefined.
/// </summary>
internal sealed class StateRows : IDisposable
{
    private readonly double[][] _arrays;

    /// <param name="count">How many arrays.</param>
    /// <param name="entries">The least length of each.</param>
    public StateRows(int count, long entries) =>
        _arrays = [.. Enumerable.Range(0, count).Select(_ => ArrayPool<double>.Shared.Rent(checked((int)entries)))];

    public int Count => _arrays.Length;

    public double[] this[int array] => _arrays[array];

    /// <summary>Gives them back; they must not be read any more.</summary>
    public void Dispose()
    {
        for (var i = 0; i < _arrays.Length; i++)
        {
            if (_arrays[i].Length > 0) ArrayPool<double>.Shared.Return(_arrays[i]);
            _arrays[i] = [];
        }
    }
}
