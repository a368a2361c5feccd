using FactoryTwin.Ingestion.V1;

namespace FactoryTwin.Replay.Playing;

/// <summary>Tells how far the replay is: one line every two seconds, and a last one.</summary>
public sealed class ProgressLine(TextWriter output, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private long started = time.GetTimestamp();
    private long lastLine;
    private long rows;
    private long accepted;
    private long rejected;
    private long duplicates;
    private string firstFault = "";

    public void Begin(ReplayOptions options, int points, long fromRow)
    {
        started = time.GetTimestamp();
        output.WriteLine($"{Path.GetFileName(options.File)} -> sources/{options.Source}: {points} points, speed {options.Speed:0.###}, from row {fromRow + 1}");
    }

    public void Pushed(int batchRows, PushReadingsResponse response, DateTimeOffset rowTime, TimeSpan behind)
    {
        rows += batchRows;
        accepted += response.Accepted;
        rejected += response.Rejected;
        duplicates += response.Duplicates;
        if (firstFault.Length == 0 && response.RejectedReadings is [var fault, ..]) firstFault = $"; the first: {fault.Tag}: {fault.Detail}";
        if (lastLine != 0 && time.GetElapsedTime(lastLine) < Every) return;
        lastLine = time.GetTimestamp();
        output.WriteLine($"{rows} rows, now at {rowTime:yyyy-MM-dd HH:mm:ss}Z, {Readings()}{(behind > TimeSpan.FromSeconds(1) ? $", {behind.TotalSeconds:0.0} s behind" : "")}");
    }

    public void End(bool complete, long skipped) => output.WriteLine(
        $"{(complete ? "Done" : "Stopped; --resume goes on from here")}: {rows} rows in {time.GetElapsedTime(started).TotalSeconds:0.0} s, {Readings()}"
        + (skipped > 0 ? $", {skipped} cells were no number" : ""));

    private string Readings() => $"{accepted} readings accepted, {duplicates} duplicates, {rejected} rejected{firstFault}";
}
