using FactoryTwin.Gateway.V1;

namespace FactoryTwin.Gateway.Services;

/// <summary>A service in the directory.</summary>
/// <param name="Id">Its id, for example "twin-state".</param>
/// <param name="Instances">At least one, ordered by address. One whose lease lapsed is only there where all have.</param>
internal sealed record DirectoryEntry(string Id, IReadOnlyList<Instance> Instances)
{
    /// <summary>The instance that came last: it speaks for the service.</summary>
    public Instance Newest { get; } = Instances.MaxBy(each => each.RegisterTime)!;

    /// <summary>True where no instance is left: its routes stay known, but lead nowhere.</summary>
    public bool Lapsed => Newest.Lapsed;

    /// <summary>True where every instance answers REST itself; all of them answer gRPC.</summary>
    public bool ServesRest => Instances.All(each => each.Registration.ServesRest);

    /// <summary>The best of its instances.</summary>
    public ServiceHealth Health => Instances.MinBy(each => each.Rank)!.Health;

    /// <summary>What is wrong with those that do not serve.</summary>
    public string HealthDetail => Instances.Count == 1
        ? Newest.HealthDetail
        : string.Join("; ", Instances.Where(each => each.HealthDetail.Length > 0).Select(each => $"{each.Address}: {each.HealthDetail}"));

    /// <summary>When the first of its instances came.</summary>
    public DateTimeOffset RegisterTime => Instances.Min(each => each.RegisterTime);

    /// <summary>When the last of its leases ends.</summary>
    public DateTimeOffset ExpireTime => Instances.Max(each => each.ExpireTime);
}
