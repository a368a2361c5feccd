namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>
/// The only way matter and energy move in the simulation: what one side loses, the other gains, in the same call. That is why
/// the balances close to rounding whatever the inputs, the faults and the number of steps.
/// </summary>
public sealed class Ledger : IStateful
{
    private readonly List<Holdup> holdups = [];
    private readonly List<Boundary> boundaries = [];
    private double initialMass;
    private double initialEnergy;

    /// <summary>Opens a holdup with what it contains at the start.</summary>
    public Holdup Hold(string name, double massKg, double energyKj)
    {
        var holdup = new Holdup(name, massKg, energyKj);
        holdups.Add(holdup);
        initialMass += massKg;
        initialEnergy += energyKj;
        return holdup;
    }

    /// <summary>Opens a neighbour.</summary>
    public Boundary Neighbour(string name)
    {
        var boundary = new Boundary(name);
        boundaries.Add(boundary);
        return boundary;
    }

    public void Move(Holdup from, Holdup to, double kg, double kj)
    {
        from.Add(-kg, -kj);
        to.Add(kg, kj);
    }

    public void TakeIn(Boundary from, Holdup to, double kg, double kj)
    {
        from.In(kg, kj);
        to.Add(kg, kj);
    }

    public void LetOut(Holdup from, Boundary to, double kg, double kj)
    {
        from.Add(-kg, -kj);
        to.Out(kg, kj);
    }

    /// <summary>Comes in and leaves in the same step, without a holdup on its way: a motor's losses, combustion air.</summary>
    public void PassThrough(Boundary from, Boundary to, double kg, double kj)
    {
        from.In(kg, kj);
        to.Out(kg, kj);
    }

    /// <summary>How the books stand since the start.</summary>
    public Balance Mass => Close(initialMass, h => h.MassKg, b => b.MassInKg, b => b.MassOutKg);

    /// <inheritdoc cref="Mass"/>
    public Balance Energy => Close(initialEnergy, h => h.EnergyKj, b => b.EnergyInKj, b => b.EnergyOutKj);

    public IReadOnlyList<Holdup> Holdups => holdups;
    public IReadOnlyList<Boundary> Boundaries => boundaries;

    public void Visit(StateVisitor visitor)
    {
        visitor.Value("initial-mass", ref initialMass);
        visitor.Value("initial-energy", ref initialEnergy);
        foreach (var holdup in holdups) visitor.Part("holdup/" + holdup.Name, holdup);
        foreach (var boundary in boundaries) visitor.Part("boundary/" + boundary.Name, boundary);
    }

    private Balance Close(double initial, Func<Holdup, double> held, Func<Boundary, double> entered, Func<Boundary, double> left)
    {
        var change = new CompensatedSum();
        change.Add(-initial);
        foreach (var holdup in holdups) change.Add(held(holdup));
        return new Balance(boundaries.Sum(entered), boundaries.Sum(left), change.Total);
    }
}

/// <summary>In, out and change of holdup since the start, all in kg or all in kJ.</summary>
public readonly record struct Balance(double In, double Out, double HoldupChange)
{
    /// <summary>|in - out - change of holdup| / in, in percent; 0 before anything came in.</summary>
    public double ImbalancePercent => In > 0 ? Math.Abs(In - Out - HoldupChange) / In * 100 : 0;
}
