namespace FactoryTwin.Hosting.Adapters;

/// <summary>Section "Storage".</summary>
public sealed class StorageOptions
{
    /// <summary>"sqlite" or "postgres". Default sqlite.</summary>
    public string Kind { get; set; } = "sqlite";

    /// <summary>Where everything that must survive a restart lives. Default "./data".</summary>
    public string Directory { get; set; } = "./data";

    /// <summary>The server, where Kind is postgres.</summary>
    public PostgresOptions Postgres { get; set; } = new();

    internal IEnumerable<OptionFault> Check()
    {
        if (Kind is not ("sqlite" or "postgres"))
            yield return new OptionFault(nameof(Kind), $"'{Kind}' is not known; use 'sqlite' or 'postgres'.");
        foreach (var (option, description) in Kind == "postgres" ? Postgres.Check() : [])
            yield return new OptionFault($"{nameof(Postgres)}:{option}", description);
        if (string.IsNullOrWhiteSpace(Directory))
            yield return new OptionFault(nameof(Directory), "must name a directory.");
    }
}
