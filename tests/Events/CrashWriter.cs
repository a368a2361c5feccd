namespace FactoryTwin.Events.Tests;

/// <summary>The child of the crash test: publishes numbers from several tasks and prints each number once its publish completed.</summary>
internal static class CrashWriter
{
    public const string Topic = "crash";

    public static async Task<int> RunAsync(string[] args)
    {
        var (directory, first) = (args[0], int.Parse(args[1]));
        await using var log = await EmbeddedEventLog.OpenAsync(new() { Directory = directory, SegmentBytes = 64 << 10 }, TimeProvider.System);
        var output = TextWriter.Synchronized(Console.Out);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 1_000_000; i += 5)
            {
                await log.PublishAsync(Topic, Events.Numbered($"{first}-{worker}", i, 5), CancellationToken.None);
                await output.WriteLineAsync($"{first}-{worker} {i + 4}");
                await output.FlushAsync();
            }
        })));
        return 0;
    }
}
