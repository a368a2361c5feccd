using System.Security.Cryptography;
using System.Text;
using FactoryTwin.Energy.V1;
using FactoryTwin.Services.Energy.Balances.Domain;
using FactoryTwin.Services.Energy.Meters;
using FactoryTwin.Services.Energy.Watches;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Services.Energy.Balances;

/// <summary>
/// Looks at every node's balances, period by period, once each: when the period is over and its readings had time to come. What it has looked at is stored
/// with what it found, so that after a restart no period is left out or counted twice.
/// </summary>
public sealed partial class BalanceMonitor(BalanceStore store, BalanceReader reader, IOptions<EnergyOptions> options, EnergyMetrics metrics, TimeProvider time, ILogger<BalanceMonitor> logger)
    : PeriodicLook(options.Value.BalanceCheckInterval, time, logger)
{
    /// <summary>Periods of one balance in one pass; more wait for the next.</summary>
    private const int MaxPeriods = 500;
    private const int DefaultPeriodMinutes = 15;
    private const int DefaultPeriods = 2;

    /// <inheritdoc/>
    internal override async Task LookAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var tree = new BalanceTree(await store.Resources.AllAsync(cancellationToken));
        foreach (var node in tree.Nodes)
        {
            if (!tree.Terms(node).Any()) continue;
            foreach (var rule in tree.Rules(node))
            {
                try
                {
                    await CheckAsync(tree, node, rule, now - options.Value.BalanceGrace, cancellationToken);
                }
                catch (Exception e) when (!cancellationToken.IsCancellationRequested)
                {
                    // One node that cannot be judged keeps no other from it.
                    LogFailed(e, node.Name, rule.Carrier);
                }
            }
        }
    }

    private async Task CheckAsync(BalanceTree tree, BalanceNode node, BalanceRule rule, DateTimeOffset over, CancellationToken cancellationToken)
    {
        var length = TimeSpan.FromMinutes(rule.PeriodMinutes == 0 ? DefaultPeriodMinutes : rule.PeriodMinutes);
        var last = new DateTimeOffset(over.UtcTicks - (over.UtcTicks % length.Ticks), TimeSpan.Zero);
        var name = $"{node.Name}/watches/{rule.Carrier}";
        var stored = await store.WatchAsync(name, cancellationToken) ?? new StoredBalanceWatch { Name = name, NextTime = (last - length).ToTimestamp() };
        var next = stored.NextTime.ToDateTimeOffset();
        var count = (int)Math.Min(MaxPeriods, (last - next) / length);
        if (count <= 0) return;
        var grid = new IntervalGrid(next, length, count);
        var series = (await reader.ReadAsync(tree, node, parts: false, grid, rule.Carrier, cancellationToken)).FirstOrDefault();
        if (series is null) return;
        var run = new BalanceWatchRun(node.Name, stored, stored.Imbalance.Length == 0 ? null : await store.ImbalanceAsync(stored.Imbalance, cancellationToken), IdOf);
        for (var i = 0; i < count; i++)
        {
            metrics.CountBalance(series.Balances[i].Verdict);
            run.Take(series.ToMessage(grid, i), rule.Periods == 0 ? DefaultPeriods : rule.Periods);
        }
        await store.SaveAsync(run.Watch(grid.End), run.Changed, run.Began, cancellationToken);
        metrics.Imbalances(name, run.Open.Length > 0);
        foreach (var began in run.Began) LogBegan(node.Name, rule.Carrier, began.StartTime.ToDateTimeOffset());
    }

    /// <summary>An id that says when and of what; a carrier that is no id itself is told apart by a hash.</summary>
    private static string IdOf(string carrier, DateTimeOffset start)
    {
        var plain = new string([.. carrier.Take(30).Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')]);
        var hash = plain == carrier ? "" : "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(carrier)))[..6];
        return $"{start.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{plain}{hash}";
    }

    [LoggerMessage(4201, LogLevel.Information, "{Node} is out of balance in {Carrier} since {Start}")]
    private partial void LogBegan(string node, string carrier, DateTimeOffset start);

    [LoggerMessage(4202, LogLevel.Warning, "The balance of {Carrier} at {Node} could not be looked at; tried again later")]
    private partial void LogFailed(Exception e, string node, string carrier);
}
