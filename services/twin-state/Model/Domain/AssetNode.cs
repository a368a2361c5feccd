namespace FactoryTwin.Services.TwinState.Model.Domain;

/// <summary>An asset as the hierarchy's rules see it.</summary>
/// <param name="Name">"assets/{asset}".</param>
/// <param name="Level">ISA-95 level, 1 enterprise to 6 equipment module; 0 where not stated.</param>
/// <param name="Parent">Name of the asset above; empty at the top.</param>
/// <param name="PipedTo">Names of the assets that its product goes to.</param>
public sealed record AssetNode(string Name, int Level, string Parent, IReadOnlyList<string> PipedTo);

/// <summary>A point as the model's rules see it; units are compared as text.</summary>
public sealed record PointNode(
    string Name, string Asset, double? NormalLow, double? NormalHigh, double? RangeLow, double? RangeHigh, int StaleAfterSeconds);

/// <summary>What is wrong with a field of the model, by its path in the request.</summary>
public readonly record struct ModelFault(string Field, string Description);
