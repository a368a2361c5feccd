namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>A sum that keeps what rounding would lose (Neumaier), so that totals over months of steps still close.</summary>
public sealed class CompensatedSum : IStateful
{
    private double sum;
    private double lost;

    public double Total => sum + lost;

    public void Add(double value)
    {
        double next = sum + value;
        lost += Math.Abs(sum) >= Math.Abs(value) ? sum - next + value : value - next + sum;
        sum = next;
    }

    public void Visit(StateVisitor visitor)
    {
        visitor.Value("sum", ref sum);
        visitor.Value("lost", ref lost);
    }
}
