namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>How far a value may be trusted; the numbers are those of factorytwin.common.v1.Quality.</summary>
public enum ValueQuality
{
    Good = 1,
    Uncertain = 2,
}

/// <summary>
/// An instrument: lags behind, adds filtered noise, ends at its range. A value held at an end of the range is uncertain. A stuck
/// one shows its last value and calls it good: that is what makes it nasty.
/// </summary>
public sealed class Instrument(Tag tag, int channel, long seed, double dt) : IStateful
{
    private const double NoiseSeconds = 1.5;

    private readonly double follow = tag.Lag > 0 ? 1 - Math.Exp(-dt / tag.Lag) : 1;
    private readonly double keepNoise = Math.Exp(-dt / NoiseSeconds);
    private readonly double newNoise = tag.Noise * Math.Sqrt(1 - Math.Exp(-2 * dt / NoiseSeconds));
    private double filtered;
    private double noise;
    private double shown;
    private bool started;
    private bool doubtful;

    public Tag Tag => tag;

    /// <summary>While true the shown value does not change.</summary>
    public bool Stuck { get; set; }

    public double Value => shown;
    public ValueQuality Quality => doubtful ? ValueQuality.Uncertain : ValueQuality.Good;

    public void Step(double trueValue, long step)
    {
        filtered = started && follow < 1 ? filtered + (trueValue - filtered) * follow : trueValue;
        started = true;
        if (tag.Noise > 0) noise = keepNoise * noise + newNoise * SeededNoise.Gaussian(seed, channel, step);
        if (Stuck) return;
        double value = filtered + noise;
        shown = Math.Clamp(value, tag.Range.Low, tag.Range.High);
        // Noise around an end of the range is no reason for doubt, the process beyond it is.
        doubtful = filtered < tag.Range.Low - 1e-9 || filtered > tag.Range.High + 1e-9;
    }

    public void Visit(StateVisitor visitor)
    {
        visitor.Value("filtered", ref filtered);
        visitor.Value("noise", ref noise);
        visitor.Value("shown", ref shown);
        visitor.Flag("started", ref started);
        visitor.Flag("doubtful", ref doubtful);
    }
}
