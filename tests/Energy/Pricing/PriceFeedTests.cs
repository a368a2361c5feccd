using FactoryTwin.Energy.V1;
using FactoryTwin.Services.Energy.Pricing;
using FactoryTwin.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Energy.Tests.Pricing;

public class PriceFeedTests
{
    private const string Good = "start_time,price\n2026-03-01T00:00:00Z,41.5\n2026-03-01T01:00:00Z,39\n";

    [Test]
    public async Task A_file_is_taken_when_it_has_stopped_growing_and_once_in_effect()
    {
        await using var energy = await EnergyHost.StartAsync();
        using var root = new TempDirectory();
        var (feed, folder) = Feed(energy, root);
        var file = Path.Combine(folder, "march.csv");
        await File.WriteAllTextAsync(file, Good[..40]);
        await feed.LookAsync(root.Path, CancellationToken.None);
        await File.WriteAllTextAsync(file, Good);
        await feed.LookAsync(root.Path, CancellationToken.None);
        Assert.That(await energy.QueryAsync(), Is.Empty, "it has grown since the last look");
        await feed.LookAsync(root.Path, CancellationToken.None);
        Assert.That(await energy.QueryAsync(), Is.EqualTo(new[] { EnergyHost.Step(0, 1, 41.5), EnergyHost.Step(1, 2, 39) }));
        Assert.That(Names(folder), Is.EqualTo(new[] { "done/march.csv" }));

        // As if the service had ended before it was moved.
        File.Copy(Path.Combine(folder, "done", "march.csv"), file);
        await TwiceAsync(feed, root);
        var series = await energy.Client.GetPriceSeriesAsync(new GetPriceSeriesRequest { Name = EnergyHost.Series });
        Assert.That((series.Revision, Names(folder).Count), Is.EqualTo((1L, 2)), "nothing changes, and neither file is lost");
    }

    [Test]
    public async Task A_wrong_file_is_kept_with_its_faults_by_line_and_stops_no_other()
    {
        await using var energy = await EnergyHost.StartAsync();
        using var root = new TempDirectory();
        var (feed, folder) = Feed(energy, root);
        var wrong = "start_time,price\n2026-03-01T00:00:00Z,1\n2026-03-01T01:00:00,2\n2026-03-01T02:00:00Z,x\n";
        await File.WriteAllTextAsync(Path.Combine(folder, "a.csv"), wrong);
        await File.WriteAllBytesAsync(Path.Combine(folder, "b.csv"), [0xff, 0xfe, 0x00]);
        await File.WriteAllTextAsync(Path.Combine(folder, "c.csv"), Good);
        await File.WriteAllTextAsync(Path.Combine(folder, "notes.txt"), "no prices");
        var nobody = Directory.CreateDirectory(Path.Combine(root.Path, "nobody")).FullName;
        await File.WriteAllTextAsync(Path.Combine(nobody, "a.csv"), Good);
        await TwiceAsync(feed, root);
        Assert.That(Names(folder), Is.EqualTo(new[] { "done/c.csv", "notes.txt", "refused/a.csv", "refused/a.csv.faults.txt", "refused/b.csv", "refused/b.csv.faults.txt" }));
        Assert.That((await File.ReadAllLinesAsync(Path.Combine(folder, "refused", "a.csv.faults.txt"))).Select(l => l[..7]), Is.EqualTo(new[] { "line 3:", "line 4:" }));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(folder, "refused", "a.csv")), Is.EqualTo(wrong));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(nobody, "refused", "a.csv.faults.txt")), Is.EqualTo($"there is no priceSeries/nobody{Environment.NewLine}"));
        Assert.That(await energy.QueryAsync(), Has.Count.EqualTo(2));
    }

    private static (PriceFeed Feed, string Folder) Feed(EnergyHost energy, TempDirectory root) =>
        (ActivatorUtilities.CreateInstance<PriceFeed>(energy.Host.Services.Services[0].Services), Directory.CreateDirectory(Path.Combine(root.Path, "north")).FullName);

    private static async Task TwiceAsync(PriceFeed feed, TempDirectory root)
    {
        await feed.LookAsync(root.Path, CancellationToken.None);
        await feed.LookAsync(root.Path, CancellationToken.None);
    }

    private static List<string> Names(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];
}
