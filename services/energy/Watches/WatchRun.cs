using FactoryTwin.Services.Energy.Watches.Domain;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Services.Energy.Watches;

/// <summary>The watch over one thing for a run of periods, and what it changes in what is stored.</summary>
/// <typeparam name="TSpell">A time out of what is wanted, as it is stored.</typeparam>
/// <typeparam name="TPeriod">A period, judged.</typeparam>
internal abstract class WatchRun<TSpell, TPeriod> where TSpell : class, IMessage<TSpell> where TPeriod : class
{
    private readonly SortedDictionary<string, TSpell> _changed = new(StringComparer.Ordinal);
    private readonly List<string> _began = [];
    private PeriodWatch _watch;
    private TSpell? _open;

    /// <summary>From where an earlier run ended.</summary>
    protected WatchRun(int row, Timestamp? rowStart, TPeriod? worstOfRow, TSpell? lasting, OpenSpell? spell)
    {
        (_open, WorstOfRow) = (lasting?.Clone(), worstOfRow);
        _watch = new PeriodWatch(row, rowStart?.ToDateTimeOffset() ?? default, spell);
    }

    /// <summary>Spells that are new or differ.</summary>
    public IReadOnlyList<TSpell> Changed => [.. _changed.Values];

    /// <summary>Those that began in this run.</summary>
    public IReadOnlyList<TSpell> Began => [.. _began.Select(name => _changed[name])];

    /// <summary>The name of the one that lasts, or empty.</summary>
    public string Open => _open is null ? "" : NameOf(_open);

    /// <summary>Periods out of what is wanted in a row.</summary>
    public int Row => _watch.Row;

    /// <summary>Start of the first of them; null where there is none.</summary>
    public Timestamp? RowStart => _watch.Row > 0 ? _watch.RowStart.ToTimestamp() : null;

    /// <summary>The worst of them; null where there is none.</summary>
    public TPeriod? WorstOfRow { get; private set; }

    /// <summary>Takes a period; so many in a row begin a spell.</summary>
    public void Take(TPeriod period, int periods)
    {
        var (verdict, start) = Look(period);
        (_watch, var step) = _watch.After(verdict, start.ToDateTimeOffset(), periods);
        if (verdict == Verdict.Imbalanced) WorstOfRow = Worse(_watch.Row == 1 ? null : WorstOfRow, period);
        else if (_watch.Row == 0) WorstOfRow = null;
        if (step == WatchStep.Began)
        {
            _open = Begin(_watch.RowStart, WorstOfRow!);
            _began.Add(NameOf(_open));
        }
        if (_open is null) return;
        if (step == WatchStep.Ended)
        {
            End(_open, start);
        }
        else if (_watch.Open is { } open)
        {
            Set(_open, open);
            if (step == WatchStep.Went) Widen(_open, period);
        }
        _changed[NameOf(_open)] = _open;
        if (step == WatchStep.Ended) _open = null;
    }

    /// <summary>What is said of a period, and when it starts.</summary>
    protected abstract (Verdict Verdict, Timestamp Start) Look(TPeriod period);

    /// <summary>How far it is out; the farther the worse.</summary>
    protected abstract double Distance(TPeriod period);

    /// <summary>A new spell.</summary>
    protected abstract TSpell Begin(DateTimeOffset start, TPeriod worst);

    /// <summary>Its name.</summary>
    protected abstract string NameOf(TSpell spell);

    /// <summary>Sets how long it is.</summary>
    protected abstract void Set(TSpell spell, OpenSpell open);

    /// <summary>Takes the period as its worst where it is.</summary>
    protected abstract void Widen(TSpell spell, TPeriod period);

    /// <summary>Ends it.</summary>
    protected abstract void End(TSpell spell, Timestamp at);

    private TPeriod Worse(TPeriod? known, TPeriod now) => known is null || Distance(now) > Distance(known) ? now : known;
}
