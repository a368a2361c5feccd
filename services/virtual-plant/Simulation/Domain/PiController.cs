namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>A proportional-integral controller with an output of 0 to 100 % and an integral that stops at the ends.</summary>
/// <param name="setpoint">In the measurement's unit.</param>
/// <param name="gain">% of output per unit of error. Positive: the output rises when the measurement is too high (direct acting).</param>
/// <param name="integralSeconds">Reset time.</param>
/// <param name="output">Where it starts, in %.</param>
public sealed class PiController(double setpoint, double gain, double integralSeconds, double output) : IStateful
{
    private double integral = output;
    private double output = output;
    private double setpoint = setpoint;

    public double Setpoint => setpoint;

    /// <summary>0 to 100 %.</summary>
    public double Output => output;

    public void Step(double measurement, double dt)
    {
        double push = gain * (measurement - setpoint);
        double next = Math.Clamp(integral + push * dt / integralSeconds, 0, 100);
        output = Math.Clamp(next + push, 0, 100);
        bool windsUp = (output >= 100 && push > 0) || (output <= 0 && push < 0);
        if (!windsUp) integral = next;
    }

    public void Visit(StateVisitor visitor)
    {
        visitor.Value("setpoint", ref setpoint);
        visitor.Value("integral", ref integral);
        visitor.Value("output", ref output);
    }
}
