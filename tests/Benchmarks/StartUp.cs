using FactoryTwin.Product.Testing;

namespace FactoryTwin.Benchmarks;

/// <summary>Built binaries to ready, each time on a fresh data folder, then once more on a used one.</summary>
internal static class StartUp
{
    public static async Task RunAsync(Settings settings)
    {
        for (var start = 1; start <= settings.Starts; start++)
        {
            var data = Directory.CreateTempSubdirectory("factorytwin-start-");
            try
            {
                var fresh = await StartAsync(data.FullName);
                var again = await StartAsync(data.FullName);
                Console.WriteLine($"start {start}: ready after {fresh.TotalSeconds:0.00} s on fresh data, {again.TotalSeconds:0.00} s as a restart");
            }
            finally
            {
                data.Delete(recursive: true);
            }
        }
    }

    private static async Task<TimeSpan> StartAsync(string data)
    {
        await using var product = await ProductProcess.StartAsync(data);
        await product.InterruptAsync();
        return product.TimeToReady;
    }
}
