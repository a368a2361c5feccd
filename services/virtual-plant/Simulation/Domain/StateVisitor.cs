namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>Has state that must survive a restart. One method both captures and restores it, so that the two cannot differ.</summary>
public interface IStateful
{
    void Visit(StateVisitor visitor);
}

/// <summary>Walks over the numbers of a state, each under a path such as "separator/gas/mass".</summary>
public abstract class StateVisitor
{
    private string prefix = "";

    public void Value(string name, ref double value) => Exchange(prefix + name, ref value);

    public void Count(string name, ref long value)
    {
        double number = value;
        Exchange(prefix + name, ref number);
        value = (long)number;
    }

    public void Flag(string name, ref bool value)
    {
        double number = value ? 1 : 0;
        Exchange(prefix + name, ref number);
        value = number != 0;
    }

    public void Part(string name, IStateful part)
    {
        string outer = prefix;
        prefix = outer + name + "/";
        part.Visit(this);
        prefix = outer;
    }

    protected abstract void Exchange(string path, ref double value);
}

/// <summary>Reads a state into numbers by path.</summary>
public sealed class StateCapture : StateVisitor
{
    public Dictionary<string, double> Values { get; } = new(StringComparer.Ordinal);

    protected override void Exchange(string path, ref double value) => Values.Add(path, value);
}

/// <summary>Writes numbers back. A path that is not there (an older snapshot) leaves the initial value.</summary>
public sealed class StateRestore(IReadOnlyDictionary<string, double> values) : StateVisitor
{
    protected override void Exchange(string path, ref double value) => value = values.GetValueOrDefault(path, value);
}
