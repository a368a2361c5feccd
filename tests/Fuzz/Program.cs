using FactoryTwin.Fuzz.Runs;
using FactoryTwin.Fuzz.Server;

namespace FactoryTwin.Fuzz;

internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is ["--serve" or "--serve-broken"])
            return await ServerProgram.RunAsync(args[0] == "--serve-broken");
        var options = FuzzOptions.Parse(args);
        Console.WriteLine($"seed {options.Seed}");
        await using var server = await ServerProcess.StartAsync();
        await using var range = new FiringRange(server.Addresses, [.. Surface.All.Where(target => target.Path.Contains(options.Target, StringComparison.Ordinal))]);
        await Furniture.PlaceAsync(range);
        var run = new FuzzRun(server, range, Attackers.Named(options.Attacks), options);
        if (options.Case is { } number)
        {
            var fault = await run.RunAsync(number);
            Console.WriteLine(fault ?? "fair");
            foreach (var line in (await server.MeasureAsync())?.Faults ?? ["the server's process is gone"])
                Console.WriteLine(line);
            return fault is null ? 0 : 1;
        }
        var report = await run.RunAsync();
        Console.WriteLine(report);
        return report.Findings.Count == 0 ? 0 : 1;
    }
}
