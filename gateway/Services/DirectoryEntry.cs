using FactoryTwin.Gateway.V1;

namespace FactoryTwin.Gateway.Services;

/// <summary>A service in the directory.</summary>
/// <param name="Registration">What it said last.</param>
/// <param name="RegisterTime">When it came into the directory.</param>
/// <param name="ExpireTime">Until when it need not register again.</param>
/// <param name="Lapsed">True where that time is over: its routes stay known, but lead nowhere.</param>
/// <param name="Health">As it was seen last.</param>
/// <param name="HealthDetail">What is wrong; empty where it serves.</param>
internal sealed record DirectoryEntry(
    Registration Registration, DateTimeOffset RegisterTime, DateTimeOffset ExpireTime, bool Lapsed, ServiceHealth Health, string HealthDetail)
{
    public string Id => Registration.Service;
}
