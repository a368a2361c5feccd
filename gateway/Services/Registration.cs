namespace FactoryTwin.Gateway.Services;

/// <summary>What an instance of a service said of itself.</summary>
/// <param name="Service">The service's id, for example "twin-state".</param>
/// <param name="Version">Of the software.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Owner">The team that answers for it.</param>
/// <param name="Address">Where the instance listens, for example "http://127.0.0.1:41234".</param>
/// <param name="Contract">What it serves.</param>
/// <param name="ServesRest">True where it answers its REST routes itself.</param>
internal sealed record Registration(
    string Service, string Version, string Description, string Owner, string Address, Contract Contract, bool ServesRest)
{
    /// <summary>True where both are reached and described in the same way.</summary>
    public bool SameAs(Registration other) =>
        Service == other.Service && Version == other.Version && Description == other.Description && Owner == other.Owner && Address == other.Address
        && ServesRest == other.ServesRest && Contract.SameAs(other.Contract);
}
