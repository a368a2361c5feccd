using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Hosting;

/// <summary>
/// Measures a service's readiness in a bounded loop and keeps the last report: quickly until it is ready for the first time, then
/// every second. Probes read the report and never wait for a check.
/// </summary>
public sealed partial class ReadinessMonitor(
    string service, IReadOnlyList<IReadinessCheck> checks, TimeProvider time, ILogger<ReadinessMonitor> logger) : BackgroundService
{
    private static readonly TimeSpan StartingInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>The longest that one check may take before it counts as failed.</summary>
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly HashSet<string> failing = new(StringComparer.Ordinal);
    private ImmutableList<Action<ReadinessReport>> observers = [];
    private ReadinessReport report = new(ServiceState.Starting, Started: false, []);

    /// <summary>The last measured readiness.</summary>
    public ReadinessReport Report
    {
        get { lock (gate) return report; }
    }

    /// <summary>Calls <paramref name="observer"/> after each change of state, on the thread that changed it, until the subscription is disposed.</summary>
    public IDisposable Observe(Action<ReadinessReport> observer)
    {
        lock (gate)
            observers = observers.Add(observer);
        return new Observation(this, observer);
    }

    /// <summary>Not ready from now on, whatever the checks say.</summary>
    public void BeginStop() => Set(last => last with { State = ServiceState.Stopping });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await MeasureAsync(stoppingToken);
            await Task.Delay(Report.Started ? Interval : StartingInterval, time, stoppingToken);
        }
    }

    /// <summary>Runs every check once and takes over the outcome.</summary>
    internal async Task MeasureAsync(CancellationToken cancellationToken)
    {
        var outcomes = await Task.WhenAll(checks.Select(check => RunAsync(check, cancellationToken)));
        if (!cancellationToken.IsCancellationRequested)
            Set(last => Next(last, outcomes));
    }

    private static ReadinessReport Next(ReadinessReport last, IReadOnlyList<CheckReport> outcomes)
    {
        var ready = outcomes.All(o => o.Ready);
        var state = (last.State, ready, last.Started) switch
        {
            (ServiceState.Stopping, _, _) => ServiceState.Stopping,
            (_, true, _) => ServiceState.Ready,
            (_, false, false) => ServiceState.Starting,
            (_, false, true) => ServiceState.NotReady,
        };
        return new ReadinessReport(state, last.Started || state == ServiceState.Ready, outcomes);
    }

    private async Task<CheckReport> RunAsync(IReadinessCheck check, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(CheckLimit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var outcome = await check.CheckAsync(linked.Token).AsTask().WaitAsync(linked.Token);
            return new CheckReport(check.Name, outcome.Ready, outcome.Detail);
        }
        catch (OperationCanceledException)
        {
            return new CheckReport(check.Name, Ready: false, $"no answer within {CheckLimit.TotalSeconds:0} s");
        }
        catch (Exception e)
        {
            return new CheckReport(check.Name, Ready: false, e.Message);
        }
    }

    private void Set(Func<ReadinessReport, ReadinessReport> next)
    {
        ReadinessReport before, after;
        lock (gate)
        {
            before = report;
            after = next(before);
            report = after;
            LogChanges(before, after);
        }
        if (before.State != after.State)
        {
            foreach (var observer in observers)
                observer(after);
        }
    }

    private void LogChanges(ReadinessReport before, ReadinessReport after)
    {
        if (before.State != after.State)
            StateChanged(logger, service, after.State, after.Detail);
        foreach (var check in after.Checks)
        {
            if (check.Ready)
                failing.Remove(check.Name);
            else if (failing.Add(check.Name) && after.Started && after.State != ServiceState.Stopping)
                CheckFails(logger, service, check.Name, check.Detail);
        }
    }

    private sealed class Observation(ReadinessMonitor owner, Action<ReadinessReport> observer) : IDisposable
    {
        public void Dispose()
        {
            lock (owner.gate)
                owner.observers = owner.observers.Remove(observer);
        }
    }

    [LoggerMessage(1101, LogLevel.Information, "{Service} is {State}. {Detail}")]
    private static partial void StateChanged(ILogger logger, string service, ServiceState state, string detail);

    [LoggerMessage(1102, LogLevel.Warning, "{Service} is not ready: {Check}: {Detail}")]
    private static partial void CheckFails(ILogger logger, string service, string check, string detail);
}
