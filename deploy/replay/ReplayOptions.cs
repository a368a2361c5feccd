namespace FactoryTwin.Replay;

/// <summary>What to play, how it is written and how fast.</summary>
public sealed record ReplayOptions
{
    /// <summary>The file; gzip is recognised by its first bytes.</summary>
    public required string File { get; init; }

    /// <summary>The gateway.</summary>
    public Uri Gateway { get; init; } = new("http://localhost:8080");

    /// <summary>The development user that signs in.</summary>
    public string User { get; init; } = "engineer";

    /// <summary>A bearer token instead of signing in.</summary>
    public string? Token { get; init; }

    /// <summary>The source's id.</summary>
    public required string Source { get; init; }

    /// <summary>Between cells: one character, or null for runs of white space.</summary>
    public char? Separator { get; init; } = ',';

    /// <summary>Names of the columns; empty: the first line has them.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Columns that carry no reading.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>The column with the time; null: the first column, or none where <see cref="Interval"/> is given.</summary>
    public string? TimeColumn { get; init; }

    /// <summary>Zone of times that are written without one.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>Time of the first row of a file without times.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>From row to row in a file without times.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Rows are stored as columns (TEP's d00.dat).</summary>
    public bool Transposed { get; init; }

    /// <summary>Seconds of the file in one second of the clock.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Event times stay those of the file; otherwise they are moved to the time of playing.</summary>
    public bool KeepTimes { get; init; }

    /// <summary>Goes on where the last run of this file into this source stopped.</summary>
    public bool Resume { get; init; }

    /// <summary>Where progress is kept.</summary>
    public required string StateFile { get; init; }

    /// <summary>Plays at most so many rows; null: all.</summary>
    public long? Limit { get; init; }
}

/// <summary>The command cannot go on; the message says why and what to do.</summary>
public sealed class ReplayException(string message, Exception? inner = null) : Exception(message, inner);
