using FactoryTwin.Chaos.Tests.Crash.Worker;
using FactoryTwin.Testing;

namespace FactoryTwin.Chaos.Tests.Crash;

/// <summary>
/// A chain from a producer's store to a consumer's, and what is done to it. On the cluster the producing side is two replicas, of which
/// one relays at a time, and the consuming side a third process; the embedded log and SQLite belong to one process, so there it has all
/// roles. A kill is aimed at what one of the roles has just done.
/// </summary>
internal sealed class Lane(int number, CrashOptions options, Grounds grounds, Counts counts)
{
    private static readonly string[] Roles = ["producer", "relay", "consumer"];
    // They end a run that hangs; a busy machine may take its time.
    private static readonly TimeSpan WorkLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan SettleLimit = TimeSpan.FromMinutes(5);
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

    private string[] Names => options.IsCluster ? ["producer,relay", "relay,producer", "consumer"] : [string.Join(',', Roles)];

    private async Task HitAsync()
    {
        var aim = Roles[random.Next(Roles.Length)];
        var kind = aim switch { "producer" => "a", "relay" => "p", _ => random.Next(2) == 0 ? "h" : "e" };
        var (work, delay, trouble) = (random.Next(1, 12), random.Next(0, 15), random.Next(20));
        var name = await WorksAsync(aim, kind, work);
        if (trouble < 2)
        {
            await workers[name].StepClockAsync(random.Next(-86_400, 86_400));
            counts.Stepped();
            name = await WorksAsync(aim, kind, work);
        }
        else if (trouble < 4)
        {
            await FillAsync(aim, name, kind, work);
        }
        else if (trouble < 6 && options.IsCluster)
        {
            await grounds.CutBrokersAsync(TimeSpan.FromMilliseconds(random.Next(20, 400)));
            counts.Cut();
            return;
        }
        await Task.Delay(delay);
        if (trouble == 6 && options.IsCluster)
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
    private async Task FillAsync(string aim, string name, string kind, int work)
    {
        var heals = random.Next(2) == 0;
        counts.Full();
        if (options.IsCluster)
        {
            await grounds.FillDatabaseAsync($"{place.Schema}_{(aim == "consumer" ? "consumer" : "producer")}");
            await Task.Delay(random.Next(10, 100));
            return;
        }
        await workers[name].LimitFilesAsync(random.Next(0, 1 << 18));
        await Task.Delay(random.Next(10, 150));
        if (!heals)
            return;
        await workers[name].LimitFilesAsync(null);
        await WorksAsync(aim, kind, work);
    }

    /// <summary>
    /// Waits until a role has done so much more, and returns the process that did the last of it; one whose start was refused or that died
    /// is started again.
    /// </summary>
    private async Task<string> WorksAsync(string aim, string kind, int work)
    {
        var names = Names.Where(name => name.Contains(aim, StringComparison.Ordinal)).ToArray();
        var limit = DateTime.UtcNow + WorkLimit;
        var (done, last) = (0, names[random.Next(names.Length)]);
        var before = names.ToDictionary(name => name, name => workers[name].Told(kind), StringComparer.Ordinal);
        while (done < work)
        {
            if (DateTime.UtcNow > limit)
            {
                Died($"lane {number}: {aim} stands still: {done} of {work} '{kind}' in {WorkLimit.TotalSeconds} s; {string.Join(", ", names.Select(n => $"{n}: {workers[n].Complaints}"))}");
                break;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(2));
            foreach (var name in await ReviveAsync())
                before[name] = 0;
            foreach (var name in names)
            {
                var told = workers[name].Told(kind);
                if (told > before[name])
                    (done, last) = (done + told - before[name], name);
                before[name] = told;
            }
        }
        return last;
    }

    /// <summary>Starts again what has ended by itself, and tells which.</summary>
    private async Task<string[]> ReviveAsync()
    {
        var ended = Names.Where(name => workers[name].HasExited).ToArray();
        foreach (var name in ended)
        {
            if (await workers[name].EndAsync() is { } death) Died($"lane {number}: {name}: {death}");
            counts.Refused();
            await StartAsync(name);
        }
        return ended;
    }

    private async Task FinishAsync()
    {
        foreach (var name in Names) await workers[name].FinishAsync();
        try
        {
            await Eventually.IsTrueAsync(async () => { await ReviveAndFinishAsync(); return HaveAllTold() && Ledger.IsComplete(); }, SettleLimit);
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

    /// <summary>Each process that writes has ended that and told how far the writers are.</summary>
    private bool HaveAllTold() =>
        Names.Where(name => name.Contains("producer", StringComparison.Ordinal)).All(name => workers[name].Told("t") >= Place.Writers);

    private async Task ReviveAndFinishAsync()
    {
        foreach (var name in await ReviveAsync()) await workers[name].FinishAsync();
    }

    private async Task StartAsync(string name)
    {
        if (workers.Remove(name, out var before))
            await before.DisposeAsync();
        workers[name] = WorkerProcess.Start(name, place, Ledger);
    }

    private static int HashCodeOf(int seed, int lane) => unchecked((seed * 7919) + lane);
}
