using FactoryTwin.Chaos.Tests.Crash.Worker;
using FactoryTwin.Testing;

namespace FactoryTwin.Chaos.Tests.Crash;

/// <summary>
/// A chain from a producer's store to a consumer's, and what is done to it. On the cluster each role is a process; the embedded log and
/// SQLite belong to one process, so there it has all roles and a kill is aimed at what one of them has just done.
/// </summary>
internal sealed class Lane(int number, CrashOptions options, Grounds grounds, Counts counts)
{
    private static readonly string[] Roles = ["producer", "relay", "consumer"];
    private static readonly TimeSpan WorkLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(90);
    private readonly Random random = new(HashCodeOf(options.Seed, number));
    private readonly Place place = grounds.PlaceOf(number);
    private readonly Dictionary<string, WorkerProcess> workers = new(StringComparer.Ordinal);

    public LaneLedger Ledger { get; } = new();

    public List<string> Deaths { get; } = [];

    /// <summary>Hits the lane until as many kills are counted, lets it finish and compares.</summary>
    public async Task<Verdict> RunAsync()
    {
        foreach (var name in Names) await StartAsync(name);
        while (counts.Kills < options.Kills) await HitAsync();
        await FinishAsync();
        return await Verdict.OfAsync(place, Ledger);
    }

    /// <summary>Told at once, and counted in the end.</summary>
    private void Died(string how)
    {
        Deaths.Add(how);
        Console.Error.WriteLine(how);
    }

    private string[] Names => options.IsCluster ? Roles : [string.Join(',', Roles)];

    private async Task HitAsync()
    {
        var aim = Roles[random.Next(Roles.Length)];
        var name = Names.First(n => n.Contains(aim, StringComparison.Ordinal));
        var kind = aim switch { "producer" => "a", "relay" => "p", _ => random.Next(2) == 0 ? "h" : "e" };
        var (work, delay, trouble) = (random.Next(1, 12), random.Next(0, 15), random.Next(20));
        await WorksAsync(name, kind, work);
        if (trouble < 2)
        {
            await workers[name].StepClockAsync(random.Next(-86_400, 86_400));
            counts.Stepped();
            await WorksAsync(name, kind, workers[name].Told(kind) + work);
        }
        else if (trouble < 4)
        {
            await FillAsync(name, kind, work);
        }
        else if (trouble < 6 && options.IsCluster)
        {
            await grounds.CutBrokersAsync(TimeSpan.FromMilliseconds(random.Next(20, 400)));
            counts.Cut();
            return;
        }
        await Task.Delay(delay);
        if (trouble is 6 or 7 && options.IsCluster)
        {
            await grounds.KillDatabaseAsync();
            counts.KilledDatabase();
            return;
        }
        await workers[name].KillAsync();
        counts.Killed(aim);
        await StartAsync(name);
    }

    /// <summary>A disk that is full for a while: now and then it has room again before the kill, and the work must go on.</summary>
    private async Task FillAsync(string name, string kind, int work)
    {
        var heals = random.Next(2) == 0;
        counts.Full();
        if (options.IsCluster)
        {
            await grounds.FillDatabaseAsync($"{place.Schema}_{(name == "consumer" ? "consumer" : "producer")}");
            await Task.Delay(random.Next(10, 100));
            return;
        }
        await workers[name].LimitFilesAsync(random.Next(0, 1 << 18));
        await Task.Delay(random.Next(10, 150));
        if (!heals)
            return;
        await workers[name].LimitFilesAsync(null);
        await WorksAsync(name, kind, workers[name].Told(kind) + work);
    }

    /// <summary>Waits until a worker has done so much; one whose start was refused or that died is started again.</summary>
    private async Task WorksAsync(string name, string kind, int work)
    {
        var limit = DateTime.UtcNow + WorkLimit;
        while (workers[name].Told(kind) < work && (options.IsCluster || !workers[name].HasExited))
        {
            await ReviveAsync();
            if (DateTime.UtcNow > limit)
            {
                Died($"lane {number}: {name} stands still: {work} of '{kind}' were not reached");
                return;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(2));
        }
        await ReviveAsync();
    }

    private async Task ReviveAsync()
    {
        foreach (var name in Names.Where(name => workers[name].HasExited).ToArray())
        {
            if (await workers[name].EndAsync() is { } death) Died($"lane {number}: {name}: {death}");
            counts.Refused();
            await StartAsync(name);
        }
    }

    private async Task FinishAsync()
    {
        foreach (var name in Names) await workers[name].FinishAsync();
        try
        {
            await Eventually.IsTrueAsync(async () => { await ReviveAndFinishAsync(); return Ledger.IsComplete(); }, SettleLimit);
        }
        catch (TimeoutException)
        {
            // What is missing is counted as lost.
        }
        foreach (var name in Names)
        {
            if (await workers[name].StopAsync() is { } death) Died($"lane {number}: {name}, in the end: {death}");
            await workers[name].DisposeAsync();
        }
    }

    private async Task ReviveAndFinishAsync()
    {
        if (!workers.Values.Any(worker => worker.HasExited)) return;
        await ReviveAsync();
        foreach (var name in Names) await workers[name].FinishAsync();
    }

    private async Task StartAsync(string name)
    {
        if (workers.Remove(name, out var before))
            await before.DisposeAsync();
        workers[name] = WorkerProcess.Start(name, place, Ledger);
    }

    private static int HashCodeOf(int seed, int lane) => unchecked((seed * 7919) + lane);
}
