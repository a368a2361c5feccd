using FactoryTwin.Hosting;

namespace FactoryTwin.Services.Energy;

/// <summary>Section "Energy".</summary>
public sealed class EnergyOptions
{
    /// <summary>A forecast is publishable where its MASE in the back-test is below this; design default. Default 1, 0.01 to 10.</summary>
    public double MaxMase { get; set; } = 1;

    /// <summary>A forecast is publishable where no more of its history was missing; design default. Default 10 percent, 0 to 100.</summary>
    public double MaxFilledPercent { get; set; } = 10;

    /// <summary>Every fault, by option.</summary>
    public static IEnumerable<OptionFault> Check(EnergyOptions options)
    {
        if (options.MaxMase is not (>= 0.01 and <= 10)) yield return new(nameof(MaxMase), "must be 0.01 to 10");
        if (options.MaxFilledPercent is not (>= 0 and <= 100)) yield return new(nameof(MaxFilledPercent), "must be 0 to 100");
    }
}
