using FactoryTwin.Services.Scheduler.Planning.Domain;

namespace FactoryTwin.Services.Scheduler.Replanning.Domain;

/// <summary>A stretch of time over which the price moved one way.</summary>
/// <param name="Start">Its start.</param>
/// <param name="End">Its end.</param>
/// <param name="Before">Mean price before; null where none was known.</param>
/// <param name="After">Mean price after.</param>
public sealed record PriceChange(DateTimeOffset Start, DateTimeOffset End, double? Before, double After)
{
    /// <summary>Where a new curve differs from the one before, within [start, end), the weightiest first.</summary>
    public static IReadOnlyList<PriceChange> Between(PriceCurve before, PriceCurve after, DateTimeOffset start, DateTimeOffset end)
    {
        var changes = new List<PriceChange>();
        Stretch? open = null;
        foreach (var piece in Pieces(before, after, start, end))
        {
            var direction = piece.Before is null ? 2 : Math.Sign(piece.After - piece.Before.Value);
            if (open is not null && (direction != open.Direction || piece.Start != open.End))
            {
                changes.Add(open.Close());
                open = null;
            }
            if (direction == 0) continue;
            open ??= new Stretch { Start = piece.Start, Direction = direction };
            open.Add(piece);
        }
        if (open is not null) changes.Add(open.Close());
        return [.. changes.OrderByDescending(c => c.Weight).ThenBy(c => c.Start)];
    }

    private double Weight => Math.Abs(After - (Before ?? 0)) * (End - Start).TotalHours;

    private static IEnumerable<PriceChange> Pieces(PriceCurve before, PriceCurve after, DateTimeOffset start, DateTimeOffset end)
    {
        foreach (var step in after.Cut(start, end))
        {
            var at = step.Start;
            foreach (var old in before.Cut(step.Start, step.End))
            {
                if (old.Start > at) yield return new PriceChange(at, old.Start, null, step.Price);
                yield return new PriceChange(old.Start, old.End, old.Price, step.Price);
                at = old.End;
            }
            if (at < step.End) yield return new PriceChange(at, step.End, null, step.Price);
        }
    }

    private sealed class Stretch
    {
        private double _before;
        private double _after;

        public required DateTimeOffset Start { get; init; }

        public DateTimeOffset End { get; private set; }

        public required int Direction { get; init; }

        public void Add(PriceChange piece)
        {
            var hours = (piece.End - piece.Start).TotalHours;
            _before += (piece.Before ?? 0) * hours;
            _after += piece.After * hours;
            End = piece.End;
        }

        public PriceChange Close()
        {
            var hours = (End - Start).TotalHours;
            return new PriceChange(Start, End, Direction == 2 ? null : _before / hours, _after / hours);
        }
    }
}
