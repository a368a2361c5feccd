using FactoryTwin.Hosting;

namespace FactoryTwin.Services.Energy;

/// <summary>Section "Energy".</summary>
public sealed class EnergyOptions
{
    /// <summary>A forecast is publishable where its MASE in the back-test is below this; design default. Default 1, 0.01 to 10.</summary>
    public double MaxMase { get; set; } = 1;

    /// <summary>A forecast is publishable where no more of its history was missing; design default. Default 10 percent, 0 to 100.</summary>
    public double MaxFilledPercent { get; set; } = 10;

    /// <summary>Readings may come so late after a period before its balance or indicator is looked at, or a load is forecast from it. Default 5 minutes, 0 to a day.</summary>
    public TimeSpan BalanceGrace { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often it is looked which periods of balances are over. Default a minute, 1 second to a day.</summary>
    public TimeSpan BalanceCheckInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often it is looked which periods of indicators are over. Default a minute, 1 second to a day.</summary>
    public TimeSpan EnpiCheckInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often it is looked which forecasts are due. Default a minute, 1 second to a day.</summary>
    public TimeSpan ForecastCheckInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Folder that is watched for price files, in it one folder a price series, named by its id; made where it is missing. Empty: none is watched. Default empty.</summary>
    public string PriceFeedDirectory { get; set; } = "";

    /// <summary>How often it is looked at; a file is taken when it did not change from one look to the next. Default 10 seconds, 1 second to a day.</summary>
    public TimeSpan PriceFeedInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Every fault, by option.</summary>
    public static IEnumerable<OptionFault> Check(EnergyOptions options)
    {
        if (options.MaxMase is not (>= 0.01 and <= 10)) yield return new(nameof(MaxMase), "must be 0.01 to 10");
        if (options.MaxFilledPercent is not (>= 0 and <= 100)) yield return new(nameof(MaxFilledPercent), "must be 0 to 100");
        if (options.BalanceGrace < TimeSpan.Zero || options.BalanceGrace > TimeSpan.FromDays(1)) yield return new(nameof(BalanceGrace), "must be 0 to a day");
        foreach (var (name, interval) in new[]
        {
            (nameof(BalanceCheckInterval), options.BalanceCheckInterval), (nameof(EnpiCheckInterval), options.EnpiCheckInterval),
            (nameof(ForecastCheckInterval), options.ForecastCheckInterval), (nameof(PriceFeedInterval), options.PriceFeedInterval),
        })
        {
            if (interval < TimeSpan.FromSeconds(1) || interval > TimeSpan.FromDays(1)) yield return new(name, "must be 1 second to a day");
        }
    }
}
