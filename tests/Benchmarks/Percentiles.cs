namespace FactoryTwin.Benchmarks;

/// <summary>Exact percentiles of measured milliseconds (nearest rank).</summary>
internal sealed class Percentiles
{
    private readonly List<float> _milliseconds = [];

    public int Count => _milliseconds.Count;

    public void Add(double milliseconds) => _milliseconds.Add((float)milliseconds);

    public override string ToString()
    {
        if (Count == 0) return "nothing measured";
        _milliseconds.Sort();
        float At(double share) => _milliseconds[(int)Math.Ceiling(share * Count) - 1];
        return $"p50 {At(0.50):0.0} ms, p90 {At(0.90):0.0} ms, p99 {At(0.99):0.0} ms, p99.9 {At(0.999):0.0} ms, max {At(1):0.0} ms ({Count} readings)";
    }
}
