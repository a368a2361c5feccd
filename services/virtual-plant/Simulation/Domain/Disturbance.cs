namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>A slow wander around zero (an Ornstein-Uhlenbeck process): what no plant can hold constant.</summary>
/// <param name="channel">Its own noise channel.</param>
/// <param name="deviation">Standard deviation.</param>
/// <param name="timeConstant">Seconds over which it forgets.</param>
public sealed class Disturbance(int channel, double deviation, double timeConstant) : IStateful
{
    private double value;

    public double Value => value;

    public void Step(long seed, long step, double dt)
    {
        double keep = Math.Exp(-dt / timeConstant);
        value = keep * value + deviation * Math.Sqrt(1 - keep * keep) * SeededNoise.Gaussian(seed, channel, step);
    }

    public void Visit(StateVisitor visitor) => visitor.Value("value", ref value);
}
