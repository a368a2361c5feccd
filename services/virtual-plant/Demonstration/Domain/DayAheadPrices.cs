using FactoryTwin.Services.VirtualPlant.Simulation.Domain;

namespace FactoryTwin.Services.VirtualPlant.Demonstration.Domain;

/// <summary>
/// Synthetic hourly prices of electricity in USD/MWh: a base, a morning and an evening peak, a midday dip where the sun shines,
/// and noise. The price of an hour depends on the seed and that hour alone, so that writing it again changes nothing.
/// </summary>
public static class DayAheadPrices
{
    private const int NoiseChannel = 20_000;

    /// <summary>The price of the hour that begins at <paramref name="hour"/> (UTC), rounded to cents; never below 5.</summary>
    public static double Of(long seed, DateTimeOffset hour)
    {
        double time = hour.UtcDateTime.Hour;
        double shape = 48 + 34 * Peak(time, 8, 1.8) + 52 * Peak(time, 19, 2.1) - 14 * Peak(time, 13.5, 2.2) - 12 * Peak(time, 3, 2.5);
        bool weekend = hour.UtcDateTime.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        double noise = 4 * SeededNoise.Gaussian(seed, NoiseChannel, hour.ToUnixTimeSeconds() / 3600);
        return Math.Round(Math.Max(5, shape * (weekend ? 0.85 : 1) + noise), 2);
    }

    private static double Peak(double time, double centre, double width) =>
        Math.Exp(-(time - centre) * (time - centre) / (2 * width * width));
}
