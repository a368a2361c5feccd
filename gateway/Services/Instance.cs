using FactoryTwin.Gateway.V1;

namespace FactoryTwin.Gateway.Services;

/// <summary>A running copy of a service.</summary>
/// <param name="Registration">What it said last.</param>
/// <param name="RegisterTime">When it came into the directory with this contract and version.</param>
/// <param name="ExpireTime">Until when it need not register again.</param>
/// <param name="Lapsed">True where that time is over: nothing is sent to it.</param>
/// <param name="Health">As it was seen last.</param>
/// <param name="HealthDetail">What is wrong; empty where it serves.</param>
internal sealed record Instance(
    Registration Registration, DateTimeOffset RegisterTime, DateTimeOffset ExpireTime, bool Lapsed, ServiceHealth Health, string HealthDetail)
{
    public string Service => Registration.Service;

    public string Address => Registration.Address;

    /// <summary>The smaller, the sooner a call is sent to it: what was not asked yet goes before what says that it cannot.</summary>
    public int Rank => RankOf(Health);

    public static int RankOf(ServiceHealth health) => health switch
    {
        ServiceHealth.Serving => 0,
        ServiceHealth.Unspecified => 1,
        ServiceHealth.NotServing => 2,
        _ => 3,
    };

    /// <summary>Those that are best off. Where none is well they are tried all the same: what was seen last may be over.</summary>
    public static IEnumerable<Instance> Best(IEnumerable<Instance> instances) =>
        instances.Where(each => !each.Lapsed).GroupBy(each => each.Rank).MinBy(each => each.Key) ?? Enumerable.Empty<Instance>();
}
