namespace FactoryTwin.Hosting.Auth;

/// <summary>The roles that contracts name.</summary>
public static class Roles
{
    public const string Engineer = "engineer";
    public const string Dispatcher = "dispatcher";
    public const string Operator = "operator";
    public const string EnergyManager = "energy-manager";
    public const string SafetyOfficer = "safety-officer";
    public const string MaintenanceEngineer = "maintenance-engineer";
    public const string ContractorManager = "contractor-manager";
    public const string EdgeAgent = "edge-agent";

    /// <summary>Runs the platform: registers services of others, exposes, deprecates and withdraws interfaces.</summary>
    public const string PlatformEngineer = "platform-engineer";

    /// <summary>The suite's own services among themselves.</summary>
    public const string Service = "service";

    /// <summary>The roles of people and agents; without <see cref="Service"/>.</summary>
    public static IReadOnlyList<string> OfPeople { get; } =
        [Engineer, Dispatcher, Operator, EnergyManager, SafetyOfficer, MaintenanceEngineer, ContractorManager, EdgeAgent, PlatformEngineer];
}
