using FactoryTwin.Services.VirtualPlant.Simulation.Domain;
using FactoryTwin.Storage;
using FactoryTwin.Storage.Sqlite;

namespace FactoryTwin.Benchmarks.Histories;

/// <summary>What a sample costs in the file: the virtual plant's points for three hours, as simulated and as instruments would send them.</summary>
internal static class SizeContest
{
    private const int Seconds = 3 * 3600;
    private static readonly History Samples = new("samples");
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync()
    {
        Console.WriteLine($"\nbytes a sample in the whole file, {Seconds:N0} seconds");
        var plant = Plant();
        await PrintAsync("virtual plant, all digits of a double", plant);
        await PrintAsync("virtual plant, 3 decimal places", Mapped(plant, value => Math.Round(value, 3)));
        await PrintAsync("virtual plant, single precision", Mapped(plant, value => (float)value));
        await PrintAsync("constants", Mapped(plant, _ => 7.25));
        await PrintAsync("counters", plant.ToDictionary(each => each.Key, each => each.Value.Select((_, i) => 1_000.0 + (3 * i)).ToArray()));
        await PrintAsync("two states", plant.ToDictionary(each => each.Key, each => each.Value.Select(value => value > each.Value[0] ? 1.0 : 0).ToArray()));
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

    private static async Task PrintAsync(string name, Dictionary<string, double[]> signals)
    {
        using var directory = new BenchDirectory();
        await using (var store = await SqliteStore.OpenAsync(new SqliteStoreOptions(directory.File), TimeProvider.System, CancellationToken.None))
        {
            for (var second = 0; second < Seconds; second += 60)
            {
                var from = second;
                var samples = signals.SelectMany(each => Enumerable.Range(from, 60).Select(i => new SeriesSample(each.Key, new Sample(Start.AddSeconds(i), each.Value[i], 1)))).ToList();
                await store.WriteAsync(tx => tx.Append(Samples, samples), CancellationToken.None);
                if (second % 3600 == 3540)
                    while (await store.CompressAsync(Samples, 16_384, CancellationToken.None) > 0) { }
            }
        }
        Console.WriteLine($"{name,40}: {Used(directory.File) / (double)(signals.Count * Seconds),6:0.00}");
    }

    /// <summary>Bytes of the file without pages that wait for their next use.</summary>
    private static long Used(string file)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT (p.page_count - f.freelist_count) * s.page_size FROM pragma_page_count p, pragma_freelist_count f, pragma_page_size s";
        return (long)command.ExecuteScalar()!;
    }
}
