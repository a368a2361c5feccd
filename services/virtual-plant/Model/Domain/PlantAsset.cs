namespace FactoryTwin.Services.VirtualPlant.Model.Domain;

/// <summary>ISA-95 level of an asset; the numbers are those of factorytwin.twin.v1.AssetLevel.</summary>
public enum PlantLevel
{
    Site = 2,
    Area = 3,
    WorkCenter = 4,
    EquipmentModule = 6,
}

/// <summary>A place or piece of equipment of the simulated plant.</summary>
/// <param name="Id">The {asset} of "assets/{asset}".</param>
/// <param name="DisplayName">For people.</param>
/// <param name="Level">ISA-95 level.</param>
/// <param name="Parent">Id of what it is a part of; empty at the top.</param>
/// <param name="Class">What it is.</param>
/// <param name="PipedTo">Ids of the assets that its product flows to.</param>
public sealed record PlantAsset(string Id, string DisplayName, PlantLevel Level, string Parent, string Class, params IReadOnlyList<string> PipedTo)
{
    /// <summary>The hierarchy, parents before their parts.</summary>
    public static IReadOnlyList<PlantAsset> All { get; } =
    [
        new("north-field", "North Field gas processing", PlantLevel.Site, "", "site"),
        new("area-100", "Gas processing", PlantLevel.Area, "north-field", "area"),
        new("area-200", "Storage", PlantLevel.Area, "north-field", "area"),
        new("area-300", "Coating shop", PlantLevel.Area, "north-field", "area"),
        new("area-400", "Utilities", PlantLevel.Area, "north-field", "area"),
        new("unit-101", "Gas train 1", PlantLevel.WorkCenter, "area-100", "production-unit"),
        new("unit-201", "Condensate storage", PlantLevel.WorkCenter, "area-200", "storage-zone"),
        new("unit-202", "Produced water storage", PlantLevel.WorkCenter, "area-200", "storage-zone"),
        new("unit-301", "Coating line", PlantLevel.WorkCenter, "area-300", "process-cell"),
        new("unit-401", "Cooling water", PlantLevel.WorkCenter, "area-400", "production-unit"),
        new("unit-501", "Steam", PlantLevel.WorkCenter, "area-400", "production-unit"),
        new("unit-502", "Instrument air", PlantLevel.WorkCenter, "area-400", "production-unit"),
        new("unit-601", "Power supply", PlantLevel.WorkCenter, "area-400", "production-unit"),
        Equipment("101-V-1001", "Inlet separator", "unit-101", "separator", "101-C-2001A", "101-C-2001B", "201-T-1001", "202-T-1001"),
        Equipment("101-C-2001A", "Compressor A", "unit-101", "compressor", "101-E-3001"),
        Equipment("101-C-2001B", "Compressor B", "unit-101", "compressor", "101-E-3001"),
        Equipment("101-E-3001", "Aftercooler", "unit-101", "heat-exchanger", "101-V-3001"),
        Equipment("101-V-3001", "Sales header", "unit-101", "drum", "501-B-1001"),
        Equipment("201-T-1001", "Condensate tank", "unit-201", "tank", "201-P-1001A", "201-P-1001B"),
        Equipment("201-P-1001A", "Condensate pump A", "unit-201", "pump"),
        Equipment("201-P-1001B", "Condensate pump B", "unit-201", "pump"),
        Equipment("202-T-1001", "Water tank", "unit-202", "tank", "202-P-1001A", "202-P-1001B"),
        Equipment("202-P-1001A", "Water pump A", "unit-202", "pump"),
        Equipment("202-P-1001B", "Water pump B", "unit-202", "pump"),
        Equipment("301-F-1001", "Coating furnace", "unit-301", "furnace"),
        Equipment("401-T-1001", "Cooling tower", "unit-401", "cooling-tower", "401-P-1001"),
        Equipment("401-P-1001", "Cooling water pump", "unit-401", "pump", "101-E-3001"),
        Equipment("501-B-1001", "Steam boiler", "unit-501", "boiler"),
        Equipment("502-K-1001", "Air compressor", "unit-502", "compressor", "502-D-1001"),
        Equipment("502-D-1001", "Air receiver", "unit-502", "drum"),
        Equipment("601-S-1001", "Main substation", "unit-601", "substation"),
    ];

    private static PlantAsset Equipment(string id, string name, string unit, string assetClass, params IReadOnlyList<string> pipedTo) =>
        new(id, name, PlantLevel.EquipmentModule, unit, assetClass, pipedTo);
}
