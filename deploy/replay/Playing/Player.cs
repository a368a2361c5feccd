using FactoryTwin.Common.V1;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Replay.Files;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Replay.Playing;

/// <summary>Plays rows at their time. Rows that are due together travel together, within what one push may carry.</summary>
public sealed class Player(ReplayOptions options, GatewayDoor door, ProgressLine progress, TimeProvider time)
{
    private const int MostReadings = 5000;
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(100);

    private readonly List<TableRow> batch = [];
    private IReadOnlyList<string> columns = [];
    private ReplayState state = new();
    private RowTimes times = null!;
    private PlayClock clock = new(default, default, 1);
    private long skipped;

    /// <summary>Plays the file. False when it was cancelled; what was played until then is kept for --resume.</summary>
    /// <exception cref="ReplayException">File, options or gateway do not allow to go on.</exception>
    public async Task<bool> PlayAsync(CancellationToken cancellationToken)
    {
        var file = new TableFile(options);
        columns = file.ReadColumns();
        times = new RowTimes(options, columns);
        state = (options.Resume ? ReplayState.Load(options.StateFile, options.File) : null)
            ?? new ReplayState { File = options.File, Sequence = time.GetUtcNow().ToUnixTimeMilliseconds() };
        bool complete = false;
        try
        {
            await door.SignInAsync(cancellationToken);
            await door.RegisterAsync(columns, times.Column, cancellationToken);
            progress.Begin(options, columns.Count - (times.Column is null ? 0 : 1) - options.Ignored.Count, state.NextRow);
            await PlayRowsAsync(file, cancellationToken);
            complete = true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The state says where to go on.
        }

        progress.End(complete, skipped);
        return complete;
    }

    private async Task PlayRowsAsync(TableFile file, CancellationToken cancellationToken)
    {
        long end = options.Limit is { } limit ? state.NextRow + limit : long.MaxValue;
        int most = Math.Max(1, MostReadings / columns.Count);
        bool begin = true;
        clock = state.Clock;
        foreach (var row in file.ReadRows(state.NextRow))
        {
            if (row.Number >= end) break;
            // A batch that a killed run may have sent is sent again with exactly its rows and times; then the clock starts anew.
            bool full = state.PendingRows > 0 ? batch.Count == state.PendingRows : batch.Count == most || (batch.Count > 0 && Due(row) - Due(batch[0]) > Together);
            if (full) await PushAsync(cancellationToken);
            if (begin && state.PendingRows == 0) (clock, begin) = (new PlayClock(time.GetUtcNow(), times.Of(row), options.Speed), false);
            batch.Add(row);
        }

        if (batch.Count > 0) await PushAsync(cancellationToken);
    }

    /// <summary>When a row is played, by the clock.</summary>
    private DateTimeOffset Due(TableRow row) => clock.Due(times.Of(row));

    private async Task PushAsync(CancellationToken cancellationToken)
    {
        var due = Due(batch[^1]);
        if (due - time.GetUtcNow() is var wait && wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellationToken);
        var request = new PushReadingsRequest { Source = "sources/" + options.Source, Sequence = state.Sequence };
        foreach (var row in batch) AddReadings(request, row);
        state = state with { PendingRows = batch.Count, Clock = clock };
        state.Save(options.StateFile);
        // A push under way is finished even when Ctrl-C comes, so that the state tells what was stored.
        var response = request.Readings.Count == 0 ? new PushReadingsResponse() : await door.PushAsync(request, CancellationToken.None);
        state = state with { NextRow = batch[^1].Number + 1, Sequence = state.Sequence + 1, PendingRows = 0 };
        state.Save(options.StateFile);
        progress.Pushed(batch.Count, response, times.Of(batch[^1]), time.GetUtcNow() - due);
        batch.Clear();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void AddReadings(PushReadingsRequest request, TableRow row)
    {
        var stamp = (options.KeepTimes ? times.Of(row) : Due(row)).ToTimestamp();
        for (int i = 0; i < columns.Count && i < row.Cells.Count; i++)
        {
            if (i == times.Column || options.Ignored.Contains(columns[i], StringComparer.Ordinal) || string.IsNullOrWhiteSpace(row.Cells[i])) continue;
            if (double.TryParse(row.Cells[i], out double value) && double.IsFinite(value))
                request.Readings.Add(new RawReading { Tag = columns[i], EventTime = stamp, Value = value, Quality = Quality.Good });
            else
                skipped++;
        }
    }
}
