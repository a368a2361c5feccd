namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>
/// Noise that is a pure function of (seed, channel, step). It has no state, so the same seed gives the same readings however
/// the clock slices the run and wherever a restart falls.
/// </summary>
public static class SeededNoise
{
    /// <summary>A sample of the standard normal distribution.</summary>
    public static double Gaussian(long seed, int channel, long step)
    {
        ulong key = Mix((ulong)seed ^ Mix((ulong)channel * 0x9E3779B97F4A7C15UL ^ Mix((ulong)step)));
        double radius = Math.Sqrt(-2 * Math.Log(Unit(key)));
        return radius * Math.Cos(2 * Math.PI * Unit(Mix(key + 0x9E3779B97F4A7C15UL)));
    }

    /// <summary>A sample of the uniform distribution on (0, 1).</summary>
    public static double Uniform(long seed, int channel, long step) =>
        Unit(Mix((ulong)seed ^ Mix((ulong)channel * 0x9E3779B97F4A7C15UL ^ Mix((ulong)step))));

    private static double Unit(ulong bits) => ((bits >> 11) + 0.5) / (1UL << 53);

    // The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
