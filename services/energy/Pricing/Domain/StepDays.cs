namespace FactoryTwin.Services.Energy.Pricing.Domain;

/// <summary>The pieces of steps that lie on one UTC day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Pieces">Ordered; none crosses midnight.</param>
/// <param name="Continues">The first piece continues the step that ended the day before.</param>
public sealed record StepDay(DateOnly Day, IReadOnlyList<PriceStep> Pieces, bool Continues);

/// <summary>Steps cut at midnight UTC and joined again: a day is what is stored and read at once.</summary>
public static class StepDays
{
    /// <summary>The UTC day of an instant.</summary>
    public static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    /// <summary>The first instant of a day.</summary>
    public static DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>Cuts steps at every midnight UTC.</summary>
    public static IReadOnlyList<StepDay> Split(IEnumerable<PriceStep> steps)
    {
        var days = new List<StepDay>();
        foreach (var step in steps)
        {
            for (var day = DayOf(step.Start); StartOf(day) < step.End; day = day.AddDays(1))
            {
                var piece = step.Cut(StartOf(day), StartOf(day.AddDays(1)))!.Value;
                if (days.Count == 0 || days[^1].Day != day) days.Add(new StepDay(day, new List<PriceStep>(), piece.Start > step.Start));
                ((List<PriceStep>)days[^1].Pieces).Add(piece);
            }
        }
        return days;
    }

    /// <summary>Puts the pieces together again.</summary>
    public static IEnumerable<PriceStep> Join(IEnumerable<StepDay> days)
    {
        PriceStep? open = null;
        foreach (var day in days)
        {
            for (var i = 0; i < day.Pieces.Count; i++)
            {
                var piece = day.Pieces[i];
                if (i == 0 && day.Continues && open is { } before && before.End == piece.Start && before.Price.Equals(piece.Price))
                {
                    open = before with { End = piece.End };
                    continue;
                }
                if (open is { } done) yield return done;
                open = piece;
            }
        }
        if (open is { } last) yield return last;
    }
}
