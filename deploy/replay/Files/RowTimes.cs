using System.Globalization;

namespace FactoryTwin.Replay.Files;

/// <summary>The time of each row as the file tells it: from its time column, or counted from a start.</summary>
public sealed class RowTimes
{
    private readonly ReplayOptions options;
    private readonly DateTimeOffset start;

    public RowTimes(ReplayOptions options, IReadOnlyList<string> columns)
    {
        this.options = options;
        // Where times are moved to now anyway, any start will do; it must only be the same in every run.
        start = options.Start ?? DateTimeOffset.UnixEpoch;
        if (options.Interval is not null && options.TimeColumn is null) return;
        Column = options.TimeColumn is null ? 0 : columns.ToList().IndexOf(options.TimeColumn);
        if (Column < 0) throw new ReplayException($"There is no column '{options.TimeColumn}'; the columns are {string.Join(", ", columns)}.");
    }

    /// <summary>Index of the time column; null where times are counted.</summary>
    public int? Column { get; }

    /// <exception cref="ReplayException">The row's time cannot be read, or has no zone.</exception>
    public DateTimeOffset Of(TableRow row)
    {
        if (Column is not { } column) return start + row.Number * options.Interval!.Value;
        string text = column < row.Cells.Count ? row.Cells[column].Trim() : "";
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time))
            throw new ReplayException($"Row {row.Number + 1}: '{text}' is no time; name the time column with --time-column, or give --interval.");
        if (time.Kind != DateTimeKind.Unspecified) return new DateTimeOffset(time).ToUniversalTime();
        if (options.Zone is null) throw new ReplayException($"Row {row.Number + 1}: '{text}' has no offset; say which zone it is in with --zone, for example --zone UTC.");
        return new DateTimeOffset(time, options.Zone.GetUtcOffset(time)).ToUniversalTime();
    }
}
