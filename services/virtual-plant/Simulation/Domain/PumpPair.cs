namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>
/// Two pumps on one tank. The duty pump starts at 60 % and stops at 40 %; each start is the other one's turn. The standby
/// helps above 80 %.
/// </summary>
public sealed class PumpPair : IStateful
{
    private const double Start = 60, Stop = 40, Help = 80;

    private double speedA;
    private double speedB;
    private bool dutyIsB = true; // so that the first start is A's
    private bool dutyRuns;
    private bool standbyRuns;

    /// <summary>Share of rated speed, 0 to 1; it runs up and down within seconds.</summary>
    public double A => speedA;

    /// <inheritdoc cref="A"/>
    public double B => speedB;

    public bool RunsA => dutyIsB ? standbyRuns : dutyRuns;
    public bool RunsB => dutyIsB ? dutyRuns : standbyRuns;

    public void Step(double level, double dt)
    {
        if (!dutyRuns && level >= Start) (dutyRuns, dutyIsB) = (true, !dutyIsB);
        if (level >= Help) standbyRuns = true;
        if (level <= Stop) (dutyRuns, standbyRuns) = (false, false);
        double lag = 1 - Math.Exp(-dt / 3);
        speedA += ((RunsA ? 1 : 0) - speedA) * lag;
        speedB += ((RunsB ? 1 : 0) - speedB) * lag;
    }

    public void Visit(StateVisitor visitor)
    {
        visitor.Value("speed-a", ref speedA);
        visitor.Value("speed-b", ref speedB);
        visitor.Flag("duty-is-b", ref dutyIsB);
        visitor.Flag("duty-runs", ref dutyRuns);
        visitor.Flag("standby-runs", ref standbyRuns);
    }
}
