namespace FactoryTwin.Local.Arguments;

/// <summary>What the command line says.</summary>
internal sealed record LocalOptions
{
    /// <summary>HTTP; gRPC is on the next port.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Absolute.</summary>
    public string DataDirectory { get; init; } = Path.GetFullPath("data");

    public bool Clean { get; init; }

    /// <summary>Simulated seconds of the virtual plant in one second.</summary>
    public double Speed { get; init; } = 1;

    public bool Plant { get; init; } = true;

    public bool Help { get; init; }
}
