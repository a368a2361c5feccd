namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>The gas/water aftercooler 101-E-3001, a counterflow exchanger by the effectiveness-NTU method.</summary>
public sealed class Aftercooler
{
    private const double DesignConductance = 69; // kW/K at the design flows
    private const double DesignGas = 20;         // kg/s
    private const double DesignWater = 60;

    /// <summary>kW.</summary>
    public double Duty { get; private set; }

    public double GasInTemperature { get; private set; } = 85;
    public double GasOutTemperature { get; private set; } = 40;
    public double WaterOutTemperature { get; private set; } = 33;

    /// <summary>kg/s through the cooler.</summary>
    public double WaterFlow { get; private set; }

    /// <summary>Cools the gas that the compressors just put into <paramref name="gas"/>. The water valve is in %.</summary>
    public void Step(Compressor a, Compressor b, Holdup gas, CoolingWater cooling, double waterValve, double dt)
    {
        double flow = a.Flow + b.Flow;
        WaterFlow = 5 + 1.05 * waterValve;
        GasInTemperature = flow > 0 ? (a.Flow * a.DischargeTemperature + b.Flow * b.DischargeTemperature) / flow : a.DischargeTemperature;
        double gasRate = flow * Fluids.GasHeatCapacity;
        double waterRate = WaterFlow * Fluids.WaterHeatCapacity;
        double least = Math.Min(gasRate, waterRate);
        Duty = Effectiveness(flow, gasRate, waterRate) * least * (GasInTemperature - cooling.SupplyTemperature);
        cooling.TakeHeat(gas, Duty, dt);
        GasOutTemperature = gasRate > 0 ? GasInTemperature - Duty / gasRate : GasInTemperature;
        WaterOutTemperature = cooling.SupplyTemperature + Duty / waterRate;
    }

    private double Effectiveness(double flow, double gasRate, double waterRate)
    {
        double least = Math.Min(gasRate, waterRate);
        if (least <= 0) return 0;
        double ratio = least / Math.Max(gasRate, waterRate);
        double conductance = DesignConductance * Math.Pow(flow / DesignGas, 0.6) * Math.Pow(WaterFlow / DesignWater, 0.4);
        double units = conductance / least;
        if (ratio > 0.9999) return units / (1 + units);
        double decay = Math.Exp(-units * (1 - ratio));
        return (1 - decay) / (1 - ratio * decay);
    }
}
