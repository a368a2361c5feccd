using FactoryTwin.Energy.V1;
using FactoryTwin.Services.Energy.Meters;
using FactoryTwin.Services.Energy.Meters.Domain;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Services.Energy.Baselines;

/// <summary>Observations from meters. A period that readings do not cover whole, or with a bad one, is no observation.</summary>
public sealed class BaselineReader(MeterStore meters, ConsumptionReader consumption)
{
    private static readonly Duration Day = new() { Seconds = 86_400 };

    /// <summary>Length of a period; a day where it is absent.</summary>
    internal static TimeSpan PeriodOf(BaselineMeters from) => (from.Period ?? Day).ToTimeSpan();

    /// <summary>The observations, how many periods are none, and the energy's unit.</summary>
    internal async Task<(List<BaselineObservation> Observations, int Skipped, string Unit)> ReadAsync(BaselineMeters from, CancellationToken cancellationToken)
    {
        var grid = Grids.Checked(from.StartTime, from.EndTime, from.Period ?? Day);
        var (periods, unit) = await PeriodsAsync(from, grid, cancellationToken);
        List<BaselineObservation> observations = [.. periods.OfType<BaselineObservation>()];
        return (observations, grid.Count - observations.Count, unit);
    }

    /// <summary>What was observed in each period of a grid, null where nothing was, and the energy's unit.</summary>
    internal async Task<(BaselineObservation?[] Periods, string Unit)> PeriodsAsync(BaselineMeters from, IntervalGrid grid, CancellationToken cancellationToken)
    {
        var energy = await meters.Resources.GetAsync(from.EnergyMeter, cancellationToken);
        var used = new List<Meter> { energy };
        foreach (var name in from.VariableMeters) used.Add(await meters.Resources.GetAsync(name, cancellationToken));
        var read = await consumption.ReadAllAsync(used, grid, cancellationToken);
        var periods = new BaselineObservation?[grid.Count];
        for (var i = 0; i < grid.Count; i++)
        {
            var values = used.ConvertAll(m => read.Quantities[m.Name][i]);
            if (!values.TrueForAll(v => v.Covered >= 1 && double.IsFinite(v.Quantity) && v.Quality is (ReadingQuality.Good or ReadingQuality.Uncertain))) continue;
            periods[i] = new BaselineObservation { StartTime = (grid.Start + (i * grid.Length)).ToTimestamp(), Energy = values[0].Quantity, Values = { values.Skip(1).Select(v => v.Quantity) } };
        }
        return (periods, energy.Unit);
    }
}
