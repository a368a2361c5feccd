namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>What kind of point a tag is; the numbers are those of factorytwin.twin.v1.PointKind.</summary>
public enum TagKind
{
    Measurement = 1,
    Setpoint = 2,
    State = 3,
    Total = 4,
}

/// <summary>A range of values, both ends included.</summary>
public readonly record struct ValueRange(double Low, double High);

/// <summary>A point of the plant and the instrument that measures it.</summary>
/// <param name="Id">unit-type-serial with ISA-5.1 letters, for example "101-PT-1002".</param>
/// <param name="DisplayName">For people.</param>
/// <param name="Unit">For example "kPa".</param>
/// <param name="Asset">Id of the asset that it belongs to.</param>
/// <param name="Range">The instrument's range; it cannot show more.</param>
/// <param name="Normal">Where it is in normal operation; absent where that says nothing (a total).</param>
/// <param name="Noise">Standard deviation of the measurement noise, in the unit.</param>
/// <param name="TrueValue">What a perfect instrument would show.</param>
public sealed record Tag(
    string Id, string DisplayName, string Unit, string Asset, ValueRange Range, ValueRange? Normal, double Noise, Func<Plant, double> TrueValue)
{
    public TagKind Kind { get; init; } = TagKind.Measurement;

    /// <summary>Seconds by which the instrument lags behind.</summary>
    public double Lag { get; init; } = 2;
}
