using FactoryTwin.Services.VirtualPlant.Simulation.Domain;
using FactoryTwin.Storage;

namespace FactoryTwin.Benchmarks.Histories;

/// <summary>What a sample costs on the disk: the virtual plant's points for three hours, as simulated and as instruments would send them.</summary>
internal static class SizeContest
{
    private const int Seconds = 3 * 3600;
    private static readonly History Samples = new("samples");
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync(Func<HistoryPlace>[] places)
    {
        Console.WriteLine($"\nbytes a sample on the disk, indexes included, {Seconds:N0} seconds: SQLite, PostgreSQL");
        var plant = Plant();
        await PrintAsync(places, "virtual plant, all digits of a double", plant);
        await PrintAsync(places, "virtual plant, 3 decimal places", Mapped(plant, value => Math.Round(value, 3)));
        await PrintAsync(places, "virtual plant, single precision", Mapped(plant, value => (float)value));
        await PrintAsync(places, "constants", Mapped(plant, _ => 7.25));
        await PrintAsync(places, "counters", plant.ToDictionary(each => each.Key, each => each.Value.Select((_, i) => 1_000.0 + (3 * i)).ToArray()));
        await PrintAsync(places, "two states", plant.ToDictionary(each => each.Key, each => each.Value.Select(value => value > each.Value[0] ? 1.0 : 0).ToArray()));
    }

    private static Dictionary<string, double[]> Plant()
    {
        var simulation = new PlantSimulation(seed: 1, BatchRecipe.ForCapacity(2));
        var values = simulation.Read().ToDictionary(each => each.Tag.Id, _ => new double[Seconds]);
        for (var second = 0; second < Seconds; second++)
        {
            simulation.Advance(PlantSimulation.StepLength);
            foreach (var (tag, value, _) in simulation.Read()) values[tag.Id][second] = value;
        }
        return values;
    }

    private static Dictionary<string, double[]> Mapped(Dictionary<string, double[]> signals, Func<double, double> map) =>
        signals.ToDictionary(each => each.Key, each => Array.ConvertAll(each.Value, value => map(value)));

    private static async Task PrintAsync(Func<HistoryPlace>[] places, string name, Dictionary<string, double[]> signals)
    {
        var sizes = new List<string>();
        foreach (var make in places)
        {
            await using var place = make();
            await FillAsync(place, signals);
            sizes.Add($"{await place.UsedAsync() / (double)(signals.Count * Seconds),6:0.00}");
        }
        Console.WriteLine($"{name,40}: {string.Join("  ", sizes)}");
    }

    private static async Task FillAsync(HistoryPlace place, Dictionary<string, double[]> signals)
    {
        await using var store = await place.OpenAsync();
        for (var second = 0; second < Seconds; second += 60)
        {
            var from = second;
            var samples = signals.SelectMany(each => Enumerable.Range(from, 60).Select(i => new SeriesSample(each.Key, new Sample(Start.AddSeconds(i), each.Value[i], 1)))).ToList();
            await store.WriteAsync(tx => tx.Append(Samples, samples), CancellationToken.None);
            if (second % 3600 == 3540)
                while (await store.CompressAsync(Samples, 16_384, CancellationToken.None) > 0) { }
        }
    }
}
