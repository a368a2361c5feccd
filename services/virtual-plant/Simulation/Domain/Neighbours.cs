namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>Everything that the site exchanges matter or energy with.</summary>
public sealed class Neighbours(Ledger ledger)
{
    public Boundary Feed { get; } = ledger.Neighbour("feed");
    public Boundary Sales { get; } = ledger.Neighbour("sales");
    public Boundary CondensateExport { get; } = ledger.Neighbour("condensate-export");
    public Boundary WaterExport { get; } = ledger.Neighbour("water-export");

    /// <summary>What escaped through leaks: lost, but accounted for.</summary>
    public Boundary Leaks { get; } = ledger.Neighbour("leaks");

    public Boundary Grid { get; } = ledger.Neighbour("grid");

    /// <summary>Heat given off to the surroundings.</summary>
    public Boundary Ambient { get; } = ledger.Neighbour("ambient");

    /// <summary>Heat set free by burning fuel: chemical energy enters the books where it is burnt.</summary>
    public Boundary Combustion { get; } = ledger.Neighbour("combustion");

    public Boundary Flue { get; } = ledger.Neighbour("flue");
    public Boundary Atmosphere { get; } = ledger.Neighbour("atmosphere");
    public Boundary CoolingTower { get; } = ledger.Neighbour("cooling-tower");
    public Boundary WaterSupply { get; } = ledger.Neighbour("water-supply");
    public Boundary SteamUsers { get; } = ledger.Neighbour("steam-users");
    public Boundary AirUsers { get; } = ledger.Neighbour("air-users");
    public Boundary Parts { get; } = ledger.Neighbour("parts");
}
