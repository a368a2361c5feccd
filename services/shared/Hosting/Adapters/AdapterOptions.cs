namespace FactoryTwin.Hosting.Adapters;

/// <summary>Section "Storage".</summary>
public sealed class StorageOptions
{
    /// <summary>"sqlite" or "postgres". Default sqlite.</summary>
    public string Kind { get; set; } = "sqlite";

    /// <summary>Where everything that must survive a restart lives. Default "./data".</summary>
    public string Directory { get; set; } = "./data";

    internal IEnumerable<OptionFault> Check()
    {
        if (Kind == "postgres")
            yield return new OptionFault(nameof(Kind), "'postgres' is not in this build yet; use 'sqlite'.");
        else if (Kind != "sqlite")
            yield return new OptionFault(nameof(Kind), $"'{Kind}' is not known; use 'sqlite'.");
        if (string.IsNullOrWhiteSpace(Directory))
            yield return new OptionFault(nameof(Directory), "must name a directory.");
    }
}
