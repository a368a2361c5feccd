namespace FactoryTwin.Hosting;

/// <summary>The start was refused. Carries every fault that was found, in words for the person who starts the process.</summary>
public sealed class StartRefusedException : Exception
{
    /// <summary>Refuses the start for all of <paramref name="faults"/>.</summary>
    public StartRefusedException(IReadOnlyList<StartFault> faults, Exception? inner = null)
        : base("Cannot start:\n" + string.Join('\n', faults.Select(f => $"  {f}")), inner) => Faults = faults;

    /// <summary>Refuses the start of one service for one reason.</summary>
    public StartRefusedException(string service, string subject, string description, Exception? inner = null)
        : this([new StartFault(service, subject, description)], inner)
    {
    }

    /// <summary>Every fault, at least one.</summary>
    public IReadOnlyList<StartFault> Faults { get; }
}

/// <summary>One reason not to start.</summary>
/// <param name="Service">The service's id.</param>
/// <param name="Subject">What is at fault: a configuration key, a method, a file.</param>
/// <param name="Description">What is wrong and what would be right.</param>
public sealed record StartFault(string Service, string Subject, string Description)
{
    public override string ToString() => $"{Service}: {Subject}: {Description}";
}
