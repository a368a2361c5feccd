using FactoryTwin.Energy.V1;
using FactoryTwin.Services.Energy.Balances.Domain;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Services.Energy.Balances;

/// <summary>The watch over one balance for a run of periods, and what it changes in what is stored.</summary>
internal sealed class BalanceWatchRun
{
    private readonly string _node;
    private readonly StoredBalanceWatch _stored;
    private readonly Func<string, DateTimeOffset, string> _idOf;
    private readonly SortedDictionary<string, Imbalance> _changed = new(StringComparer.Ordinal);
    private readonly List<string> _began = [];
    private BalanceWatch _watch;
    private Imbalance? _open;
    private Balance? _worstOfRow;

    public BalanceWatchRun(string node, StoredBalanceWatch stored, Imbalance? open, Func<string, DateTimeOffset, string> idOf)
    {
        (_node, _stored, _open, _idOf) = (node, stored, open?.Clone(), idOf);
        _watch = new BalanceWatch(
            stored.Row,
            stored.RowStartTime?.ToDateTimeOffset() ?? default,
            open is null ? null : new OpenImbalance(open.StartTime.ToDateTimeOffset(), open.Periods, open.UnjudgedPeriods));
    }

    /// <summary>Imbalances that are new or differ.</summary>
    public IReadOnlyList<Imbalance> Changed => [.. _changed.Values];

    /// <summary>Those that began in this run.</summary>
    public IReadOnlyList<Imbalance> Began => [.. _began.Select(name => _changed[name])];

    /// <summary>Whether one lasts.</summary>
    public bool IsOpen => _open is not null;

    /// <summary>Takes a period.</summary>
    public void Take(Balance balance, int periods)
    {
        var start = balance.StartTime.ToDateTimeOffset();
        (_watch, var step) = _watch.After((Verdict)balance.Verdict, start, periods);
        if (balance.Verdict == BalanceVerdict.Imbalanced) _worstOfRow = Worse(_watch.Row == 1 ? null : _worstOfRow, balance);
        if (step == WatchStep.Began)
        {
            _open = new Imbalance { Name = $"{_node}/imbalances/{_idOf(balance.Carrier, _watch.RowStart)}", Carrier = balance.Carrier, StartTime = _watch.RowStart.ToTimestamp(), Worst = _worstOfRow };
            _began.Add(_open.Name);
        }
        if (_open is null) return;
        if (step == WatchStep.Ended)
        {
            _open.EndTime = balance.StartTime;
        }
        else if (_watch.Open is { } open)
        {
            (_open.Periods, _open.UnjudgedPeriods) = (open.Periods, open.Unjudged);
            if (step == WatchStep.Went) _open.Worst = Worse(_open.Worst, balance);
        }
        _changed[_open.Name] = _open;
        if (step == WatchStep.Ended) _open = null;
    }

    /// <summary>What to store of the watch.</summary>
    public StoredBalanceWatch Watch(DateTimeOffset next) => new()
    {
        Name = _stored.Name,
        NextTime = next.ToTimestamp(),
        Row = _watch.Row,
        RowStartTime = _watch.Row > 0 ? _watch.RowStart.ToTimestamp() : null,
        Imbalance = _open?.Name ?? "",
    };

    private static Balance Worse(Balance? known, Balance now) => known is null || Math.Abs(now.ImbalanceQuantity) > Math.Abs(known.ImbalanceQuantity) ? now : known;
}
