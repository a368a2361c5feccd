using FactoryTwin.Services.Scheduler.Planning.Domain;

namespace FactoryTwin.Services.Scheduler.Replanning.Domain;

/// <summary>A batch under way.</summary>
public readonly record struct RunningBatch(int Parts, DateTimeOffset Start, DateTimeOffset End);

/// <summary>What the machine's two points have told: parts counted, and the size of the batch in it.</summary>
public sealed record MachineProgress
{
    /// <summary>Parts counted since the machine was registered.</summary>
    public int Counted { get; init; }

    /// <summary>When the count last grew.</summary>
    public DateTimeOffset CountedAt { get; init; }

    /// <summary>The counter's last reading; null before the first.</summary>
    public double? Counter { get; init; }

    /// <summary>Size of the batch in the machine; null where nothing reports it.</summary>
    public int? Size { get; init; }

    /// <summary>Since when it has this size.</summary>
    public DateTimeOffset SizeSince { get; init; }

    /// <summary>True where the batch was found under way: it began before <see cref="SizeSince"/>.</summary>
    public bool FoundRunning { get; init; }

    /// <summary>When the size was last reported.</summary>
    public DateTimeOffset SizeSeen { get; init; }

    /// <summary>A reading of the counter. One that runs backwards was set back; parts are counted on from there.</summary>
    public MachineProgress Count(double reading, DateTimeOffset at)
    {
        if (Counter is not { } last) return this with { Counter = reading };
        if (reading <= last) return reading < last ? this with { Counter = reading } : this;
        var grown = (int)Math.Min(int.MaxValue / 2, Math.Round(reading - last));
        return grown == 0 ? this : this with { Counter = reading, Counted = Counted + grown, CountedAt = at };
    }

    /// <summary>A reading of the batch size.</summary>
    public MachineProgress Report(double size, DateTimeOffset at)
    {
        var parts = (int)Math.Round(Math.Clamp(size, 0, 1_000_000));
        if (at < SizeSeen) return this;
        return parts == Size ? this with { SizeSeen = at } : this with { Size = parts, SizeSince = at, SizeSeen = at, FoundRunning = Size is null && parts > 0 };
    }

    /// <summary>
    /// The batch in the machine, or null where it idles or nothing reports it. A size that was reported before the count last
    /// grew is that of the batch just done. Batches back to back have the same size: the later one began when the count grew.
    /// Of a batch that was found under way (after a restart) the plan in force knows the times.
    /// </summary>
    /// <param name="model">How long batches take.</param>
    /// <param name="planned">The batch that the plan in force has under way now.</param>
    public RunningBatch? Running(BatchModel model, RunningBatch? planned)
    {
        if (Size is not > 0 || Size > model.Capacity || SizeSeen < CountedAt) return null;
        if (FoundRunning && SizeSince >= CountedAt && planned?.Parts == Size) return planned;
        var start = SizeSince > CountedAt ? SizeSince : CountedAt;
        return new RunningBatch(Size.Value, start, start + model.Sizes[Size.Value].Duration);
    }
}
