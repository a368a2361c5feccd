using System.Collections.Concurrent;
using System.Diagnostics;
using FactoryTwin.Fuzz.Attacks;
using FactoryTwin.Fuzz.Inputs;
using FactoryTwin.Fuzz.Server;

namespace FactoryTwin.Fuzz.Runs;

/// <summary>Attacks a server, batch after batch, and looks after each whether it is still well.</summary>
internal sealed class FuzzRun(ServerProcess server, FiringRange range, IReadOnlyList<IAttack> attacks, FuzzOptions options)
{
    /// <summary>A run ends with so many.</summary>
    public const int MostFindings = 40;

    /// <summary>Warm-up takes so many batches of each attack: pools are filled and code is compiled then.</summary>
    private const int WarmUps = 1;

    private const int BatchSize = 50;

    /// <summary>No case may hold the program.</summary>
    private static readonly TimeSpan CaseLimit = TimeSpan.FromSeconds(90);

    private readonly ConcurrentQueue<Finding> _findings = new();
    private readonly ConcurrentDictionary<string, int> _cases = new(StringComparer.Ordinal);
    private readonly WellBeing _well = new(server, range);

    /// <summary>Hears of every batch.</summary>
    public Action<string>? Progress { get; init; }

    public async Task<Report> RunAsync()
    {
        var clock = Stopwatch.StartNew();
        for (var warmUp = 0; warmUp < WarmUps; warmUp++)
        {
            foreach (var attack in attacks)
                await BatchAsync(attack);
        }
        var before = await RestAsync() ?? new Vitals(0, 0, 0, 0, 0, 0, []);
        // At least once round after warming up: growth is seen then only.
        var rounds = 0;
        List<Point> curve = [];
        do
        {
            foreach (var attack in attacks)
                await BatchAsync(attack);
            if (await server.TryMeasureAsync() is { } now)
                curve.Add(new Point(clock.Elapsed, _cases.Values.Sum(), now));
        }
        while (++rounds < options.Rounds && clock.Elapsed < options.Time && _findings.Count < MostFindings && !server.HasExited);
        var after = await RestAsync();
        foreach (var fault in WellBeing.Growth(before, after, options))
            _findings.Enqueue(new Finding("", 0, fault));
        return new Report(new Dictionary<string, int>(_cases, StringComparer.Ordinal), clock.Elapsed, before, after, [.. _findings]) { Curve = curve };
    }

    /// <summary>Runs one case again.</summary>
    public async Task<string?> RunAsync(int number) => await attacks.Single().RunAsync(range, Dice.For(options.Seed, attacks.Single().Name, number));

    private async Task BatchAsync(IAttack attack)
    {
        var first = _cases.GetValueOrDefault(attack.Name);
        if (first / BatchSize >= attack.MostBatches)
            return;
        var clock = Stopwatch.StartNew();
        // A stand of neighbours a batch; the broken service has none.
        await using var neighbours = range.Addresses.Services.ContainsKey("probe") ? await Neighbours.TryOpenAsync(range.Addresses) : null;
        await Parallel.ForEachAsync(
            Enumerable.Range(first, BatchSize), new ParallelOptions { MaxDegreeOfParallelism = attack.AtOnce }, async (number, _) =>
            {
                if (server.HasExited)
                    return;
                if (await TryAsync(attack, number) is { } fault)
                    _findings.Enqueue(new Finding(attack.Name, number, fault));
            });
        _cases[attack.Name] = first + BatchSize;
        if (!server.HasExited && neighbours is not null && await neighbours.CheckAsync() is { } hurt)
            _findings.Enqueue(new Finding($"after {attack.Name}", first, hurt));
        Progress?.Invoke($"{attack.Name} {first + BatchSize}: {clock.Elapsed.TotalSeconds:F1} s, {_findings.Count} findings");
        foreach (var fault in await _well.CheckAsync())
            _findings.Enqueue(new Finding($"after {attack.Name}", first, fault));
    }

    private async Task<string?> TryAsync(IAttack attack, int number)
    {
        try
        {
            return await attack.RunAsync(range, Dice.For(options.Seed, attack.Name, number)).WaitAsync(CaseLimit);
        }
        catch (Exception fault)
        {
            // The program itself failed, or the server could not even be reached: both have to be seen.
            return fault.ToString();
        }
    }

    /// <summary>The server's vitals once nothing is going on; a call or connection that stays is a finding.</summary>
    private async Task<Vitals?> RestAsync()
    {
        await range.HangUpAsync();
        var (vitals, faults) = await _well.RestAsync();
        foreach (var fault in faults)
            _findings.Enqueue(new Finding("at rest", 0, fault));
        return vitals;
    }
}
