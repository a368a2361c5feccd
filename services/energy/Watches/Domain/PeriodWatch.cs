namespace FactoryTwin.Services.Energy.Watches.Domain;

/// <summary>What is said of a period; numbers as in the contracts of balances and of indicators.</summary>
public enum Verdict { Unspecified, Balanced, Imbalanced, WithinUncertainty, NotJudged }

/// <summary>A time out of what is wanted.</summary>
/// <param name="Start">Start of its first period.</param>
/// <param name="Periods">Periods that were.</param>
/// <param name="Unjudged">Periods within it that could not be judged.</param>
public readonly record struct OpenSpell(DateTimeOffset Start, int Periods, int Unjudged);

/// <summary>What a period changes.</summary>
public enum WatchStep { None, Began, Went, Ended }

/// <summary>
/// Watches something period by period. So many periods in a row out of balance begin a spell, one in balance ends it. A period that cannot be
/// judged is as if it were not there: it neither breaks the row nor ends anything. One within its uncertainty breaks the row but ends nothing.
/// </summary>
/// <param name="Row">Periods out of balance in a row.</param>
/// <param name="RowStart">Start of the first of them.</param>
/// <param name="Open">Null: none.</param>
public readonly record struct PeriodWatch(int Row, DateTimeOffset RowStart, OpenSpell? Open)
{
    /// <summary>The watch after a period.</summary>
    public (PeriodWatch Watch, WatchStep Step) After(Verdict verdict, DateTimeOffset start, int periods)
    {
        switch (verdict)
        {
            case Verdict.Imbalanced:
                var row = this with { Row = Row + 1, RowStart = Row == 0 ? start : RowStart };
                if (Open is { } open) return (row with { Open = open with { Periods = open.Periods + 1 } }, WatchStep.Went);
                return row.Row >= periods ? (row with { Open = new OpenSpell(row.RowStart, row.Row, 0) }, WatchStep.Began) : (row, WatchStep.None);
            case Verdict.Balanced:
                return (default, Open is null ? WatchStep.None : WatchStep.Ended);
            case Verdict.WithinUncertainty:
                return (this with { Row = 0, RowStart = default }, WatchStep.None);
            default:
                return (Open is { } unseen ? this with { Open = unseen with { Unjudged = unseen.Unjudged + 1 } } : this, WatchStep.None);
        }
    }
}
