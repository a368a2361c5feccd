namespace FactoryTwin.Hosting;

/// <summary>Where a service stands in its life.</summary>
public enum ServiceState
{
    /// <summary>Not every readiness check has passed yet.</summary>
    Starting,

    /// <summary>Every readiness check passes.</summary>
    Ready,

    /// <summary>It was ready, and a check fails now.</summary>
    NotReady,

    /// <summary>Told to stop; running calls end, new ones are refused.</summary>
    Stopping,
}

/// <summary>The last outcome of one readiness check.</summary>
public sealed record CheckReport(string Name, bool Ready, string Detail);

/// <summary>The last measured readiness of a service.</summary>
/// <param name="State">The whole.</param>
/// <param name="Started">True once it has been ready.</param>
/// <param name="Checks">Each check's outcome; empty until the first measurement.</param>
public sealed record ReadinessReport(ServiceState State, bool Started, IReadOnlyList<CheckReport> Checks)
{
    /// <summary>Names the checks that fail, or says that nothing was measured yet; empty when ready.</summary>
    public string Detail => State switch
    {
        ServiceState.Ready => "",
        ServiceState.Stopping => "stopping",
        _ when Checks.Count == 0 => "starting, nothing measured yet",
        _ => string.Join("; ", Checks.Where(c => !c.Ready).Select(c => $"{c.Name}: {c.Detail}")),
    };
}
