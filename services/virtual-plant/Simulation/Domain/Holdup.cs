namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>
/// A place inside the site that holds matter and energy: a vessel's gas, a tank, a bearing's metal. Only <see cref="Ledger"/>
/// changes it. Energy is sensible enthalpy above 0 °C, in kJ; mass in kg.
/// </summary>
public sealed class Holdup : IStateful
{
    private double mass;
    private double energy;

    internal Holdup(string name, double massKg, double energyKj) => (Name, mass, energy) = (name, massKg, energyKj);

    public string Name { get; }
    public double MassKg => mass;
    public double EnergyKj => energy;

    /// <summary>kJ per kg of what is in it; 0 where it is empty.</summary>
    public double EnergyPerKg => mass > 0 ? energy / mass : 0;

    /// <summary>
    /// What can leave in one step: the wish, at most half of what is there, so that no valve ever draws a holdup below zero.
    /// </summary>
    public double Drawable(double wishKg) => Math.Clamp(wishKg, 0, mass / 2);

    internal void Add(double kg, double kj)
    {
        mass += kg;
        energy += kj;
    }

    public void Visit(StateVisitor visitor)
    {
        visitor.Value("mass", ref mass);
        visitor.Value("energy", ref energy);
    }
}

/// <summary>A neighbour outside the site's fence: the feed line, the grid, the sky. Counts what crossed, per neighbour.</summary>
public sealed class Boundary : IStateful
{
    private readonly CompensatedSum massIn = new(), massOut = new(), energyIn = new(), energyOut = new();

    internal Boundary(string name) => Name = name;

    public string Name { get; }

    /// <summary>kg that came into the site from here since the start.</summary>
    public double MassInKg => massIn.Total;

    /// <summary>kg that left the site to here since the start.</summary>
    public double MassOutKg => massOut.Total;

    public double EnergyInKj => energyIn.Total;
    public double EnergyOutKj => energyOut.Total;

    internal void In(double kg, double kj)
    {
        massIn.Add(kg);
        energyIn.Add(kj);
    }

    internal void Out(double kg, double kj)
    {
        massOut.Add(kg);
        energyOut.Add(kj);
    }

    public void Visit(StateVisitor visitor)
    {
        visitor.Part("mass-in", massIn);
        visitor.Part("mass-out", massOut);
        visitor.Part("energy-in", energyIn);
        visitor.Part("energy-out", energyOut);
    }
}
