namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>The site's supply: what all consumers draw together, and the meter at the fence.</summary>
public sealed class ElectricSupply(Ledger ledger) : IStateful
{
    private double energyKwh;

    /// <summary>kW of lighting, tracing and offices.</summary>
    public double BaseLoad { get; private set; }

    /// <summary>kW of the whole site.</summary>
    public double Total { get; private set; }

    public double EnergyKwh => energyKwh;

    public void Step(double consumers, Surroundings surroundings, Neighbours outside, double dt)
    {
        BaseLoad = surroundings.BaseLoad;
        ledger.PassThrough(outside.Grid, outside.Ambient, 0, BaseLoad * dt);
        Total = consumers + BaseLoad;
        energyKwh += Total * dt / 3600;
    }

    public void Visit(StateVisitor visitor) => visitor.Value("energy-kwh", ref energyKwh);
}
