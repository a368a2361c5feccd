namespace FactoryTwin.Services.Energy.Forecasts.Domain;

/// <summary>The ways to forecast that compete.</summary>
public static class Forecasters
{
    /// <summary>Chosen on the third quarter of 2018 of the steel plant's load (docs/energy.md), which no figure there is about.</summary>
    public static readonly AnalogueSettings Analogue = new(HalfLifeDays: 42, OtherWeekday: 0.8, Similarity: 1, Neighbours: 0);

    /// <summary>All of them; the first is the one that others are measured by.</summary>
    public static IReadOnlyList<IForecaster> All { get; } =
        [new SeasonalNaive(), new AnalogueDays(Analogue), new DoubleSeasonal(), new Combined(new AnalogueDays(Analogue), new DoubleSeasonal())];
}
