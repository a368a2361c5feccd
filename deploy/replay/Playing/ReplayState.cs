using System.Text.Json;

namespace FactoryTwin.Replay.Playing;

/// <summary>
/// How far a file was played. Written before a batch is sent and after it was answered: a run that was killed in between sends the
/// same rows again under the same sequence, and ingestion stores them once.
/// </summary>
public sealed record ReplayState
{
    public string File { get; init; } = "";

    /// <summary>The next row to send.</summary>
    public long NextRow { get; init; }

    /// <summary>Sequence of the next batch.</summary>
    public long Sequence { get; init; }

    /// <summary>Rows in the batch that was sent last and not yet known to be answered; 0: none.</summary>
    public int PendingRows { get; init; }

    /// <summary>How the pending batch's event times were made: it must come again with the very same content.</summary>
    public PlayClock Clock { get; init; } = new(default, default, 1);

    /// <summary>The stored state, or null where there is none for this file.</summary>
    /// <exception cref="ReplayException">There is one, but it cannot be read.</exception>
    public static ReplayState? Load(string path, string file)
    {
        if (!System.IO.File.Exists(path)) return null;
        try
        {
            var state = JsonSerializer.Deserialize<ReplayState>(System.IO.File.ReadAllText(path));
            return state?.File == file ? state : null;
        }
        catch (JsonException e)
        {
            throw new ReplayException($"The progress file '{path}' cannot be read; delete it to start from the first row.", e);
        }
    }

    /// <summary>Replaces the file whole, so that a kill leaves the old or the new state, never half of one.</summary>
    public void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string next = path + ".new";
        System.IO.File.WriteAllText(next, JsonSerializer.Serialize(this));
        System.IO.File.Move(next, path, overwrite: true);
    }
}

/// <summary>Maps the file's time to the clock's.</summary>
/// <param name="PlayStart">When playing began, by the clock.</param>
/// <param name="FileStart">The time of the row that it began with.</param>
/// <param name="Speed">Seconds of the file in one second of the clock.</param>
public sealed record PlayClock(DateTimeOffset PlayStart, DateTimeOffset FileStart, double Speed)
{
    public DateTimeOffset Due(DateTimeOffset fileTime) => PlayStart + (fileTime - FileStart) / Speed;
}
