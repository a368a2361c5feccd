namespace FactoryTwin.Storage;

/// <summary>A declared time-series store: one sample a series and time.</summary>
/// <param name="Id">Stable id, also the table's.</param>
public sealed record History(string Id);

/// <summary>One value at one time.</summary>
/// <param name="Time">UTC; stored with a resolution of 100 ns.</param>
/// <param name="Value">Finite; stored bit for bit.</param>
/// <param name="Quality">The number of factorytwin.common.v1.Quality.</param>
public readonly record struct Sample(DateTimeOffset Time, double Value, int Quality);

/// <summary>A sample and its series' id.</summary>
public readonly record struct SeriesSample(string Series, Sample Sample);

/// <summary>What became of an appended sample.</summary>
public enum AppendOutcome { Added, Duplicate, Conflict }
