using FactoryTwin.Hosting;

namespace FactoryTwin.Services.VirtualPlant;

/// <summary>Section "VirtualPlant".</summary>
public sealed class VirtualPlantOptions
{
    /// <summary>Simulated seconds in one second of the clock. Default 1.</summary>
    public double Speed { get; set; } = 1;

    /// <summary>Seed of noise, disturbances and synthetic prices. Default 42.</summary>
    public long Seed { get; set; } = 42;

    /// <summary>How often every point reports. Default 1 s.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Most parts in one batch of the furnace. Default 2.</summary>
    public int FurnaceCapacity { get; set; } = 2;

    /// <summary>The source that the plant reports as. Default "virtual-plant".</summary>
    public string Source { get; set; } = "virtual-plant";

    /// <summary>Batches kept while ingestion does not answer; beyond that the oldest are dropped and counted. Default 3600.</summary>
    public int MaxWaitingBatches { get; set; } = 3600;

    /// <summary>How long one push may take. Default 10 s.</summary>
    public TimeSpan PushTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait between attempts to push. Default 15 s.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Sets up prices, the machine and rolling orders, so that there is something to schedule. Default true.</summary>
    public bool Demonstration { get; set; } = true;

    /// <summary>The id of the machine whose plan the furnace follows. Default "furnace-1".</summary>
    public string Machine { get; set; } = "furnace-1";

    /// <summary>The id of the price series that the demonstration fills. Default "day-ahead".</summary>
    public string PriceSeries { get; set; } = "day-ahead";

    internal static IEnumerable<OptionFault> Check(VirtualPlantOptions options)
    {
        if (!(options.Speed >= 0.1 && options.Speed <= 600))
            yield return new(nameof(Speed), "must be from 0.1 to 600");
        if (options.Interval < TimeSpan.FromMilliseconds(100) || options.Interval > TimeSpan.FromMinutes(1))
            yield return new(nameof(Interval), "must be from 100 ms to 1 minute, for example 00:00:01");
        if (options.FurnaceCapacity is < 1 or > 10)
            yield return new(nameof(FurnaceCapacity), "must be from 1 to 10");
        if (options.MaxWaitingBatches is < 1 or > 100_000)
            yield return new(nameof(MaxWaitingBatches), "must be from 1 to 100000");
        if (options.PushTimeout < TimeSpan.FromMilliseconds(100) || options.PushTimeout > TimeSpan.FromMinutes(2))
            yield return new(nameof(PushTimeout), "must be from 100 ms to 2 minutes, for example 00:00:10");
        if (options.MaxRetryDelay < TimeSpan.FromMilliseconds(100) || options.MaxRetryDelay > TimeSpan.FromMinutes(5))
            yield return new(nameof(MaxRetryDelay), "must be from 100 ms to 5 minutes, for example 00:00:15");
        foreach (var (name, id) in new[] { (nameof(Source), options.Source), (nameof(Machine), options.Machine), (nameof(PriceSeries), options.PriceSeries) })
        {
            if (!ResourceNames.IsId(id))
                yield return new(name, ResourceNames.IdRule);
        }
    }
}
