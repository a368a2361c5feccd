using FactoryTwin.Hosting;
using FactoryTwin.Services.Energy.Pricing.Domain;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Services.Energy.Pricing;

/// <summary>
/// Watches a folder for price files: in it one folder a price series, named by its id. A file that did not change between two looks is taken whole, or refused
/// whole with every fault by its line in a file beside it. It is moved when its prices are stored, never deleted: if the service ends in between, the file is
/// taken again, which changes nothing.
/// </summary>
public sealed partial class PriceFeed(PriceStore prices, EnergyMetrics metrics, IOptions<EnergyOptions> options, TimeProvider time, ILogger<PriceFeed> logger) : BackgroundService
{
    /// <summary>Where taken files go, within the series' folder.</summary>
    public const string Done = "done";

    /// <summary>Where refused files go, within the series' folder.</summary>
    public const string Refused = "refused";

    private const long MaxBytes = 32 * 1024 * 1024;
    private const int MaxFiles = 1_000;
    private Dictionary<string, (long Length, DateTime Written)> _seen = new(StringComparer.Ordinal);

    /// <summary>Looks at the folder once.</summary>
    internal async Task LookAsync(string root, CancellationToken cancellationToken)
    {
        var seen = new Dictionary<string, (long, DateTime)>(StringComparer.Ordinal);
        foreach (var folder in Directory.EnumerateDirectories(root).Where(d => ResourceNames.IsId(Path.GetFileName(d))).Order(StringComparer.Ordinal))
        {
            // Of a folder with more files the first are taken now, the others at a next look.
            foreach (var file in Directory.EnumerateFiles(folder, "*.csv").Order(StringComparer.Ordinal).Take(MaxFiles))
            {
                var info = new FileInfo(file);
                seen[file] = (info.Length, info.LastWriteTimeUtc);
                if (!_seen.TryGetValue(file, out var before) || before != seen[file]) continue;
                try
                {
                    await TakeAsync($"priceSeries/{Path.GetFileName(folder)}", info, cancellationToken);
                }
                catch (Exception e) when (!cancellationToken.IsCancellationRequested)
                {
                    // The file stays where it is. One that cannot be read keeps no other from being taken.
                    LogFailed(e, file);
                }
            }
        }
        _seen = seen;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var root = options.Value.PriceFeedDirectory;
        if (root.Length == 0) return;
        using var timer = new PeriodicTimer(options.Value.PriceFeedInterval, time);
        do
        {
            try
            {
                Directory.CreateDirectory(root);
                await LookAsync(root, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e, root);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TakeAsync(string series, FileInfo file, CancellationToken cancellationToken)
    {
        var (steps, faults) = await ReadAsync(series, file, cancellationToken);
        if (faults.Count > 0)
        {
            var target = Target(file, Refused);
            await File.WriteAllLinesAsync($"{target}.faults.txt", faults, cancellationToken);
            file.MoveTo(target);
            LogRefused(target, faults.Count, faults[0]);
        }
        else
        {
            // Null: the series went away meanwhile; the file stays, and is refused at the next look.
            if (await prices.WriteAsync(series, steps, cancellationToken) is not { } written) return;
            metrics.Count(written.ChangedSteps, written.UnchangedSteps);
            file.MoveTo(Target(file, Done));
        }
        metrics.CountFile(taken: faults.Count == 0);
    }

    private async Task<(IReadOnlyList<PriceStep> Steps, IReadOnlyList<string> Faults)> ReadAsync(string series, FileInfo file, CancellationToken cancellationToken)
    {
        if (await prices.FindAsync(series, cancellationToken) is null) return ([], [$"there is no {series}"]);
        if (file.Length > MaxBytes) return ([], [$"has {file.Length} bytes, more than {MaxBytes}; split it"]);
        if (PriceFileText.Of(await File.ReadAllBytesAsync(file.FullName, cancellationToken)) is not { } text) return ([], ["is not UTF-8 text"]);
        var (steps, faults) = PriceCsv.Read(text);
        return (steps, [.. faults.OrderBy(f => f.Line).Select(f => $"line {f.Line}: {f.Description}")]);
    }

    /// <summary>A name that no file has yet.</summary>
    private string Target(FileInfo file, string folder)
    {
        var directory = Directory.CreateDirectory(Path.Combine(file.DirectoryName!, folder)).FullName;
        var target = Path.Combine(directory, file.Name);
        for (var i = 1; File.Exists(target); i++) target = Path.Combine(directory, $"{Path.GetFileNameWithoutExtension(file.Name)}.{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}-{i}{file.Extension}");
        return target;
    }

    [LoggerMessage(4101, LogLevel.Warning, "Price file {File} was refused, {Faults} faults; the first: {First}")]
    private partial void LogRefused(string file, int faults, string first);

    [LoggerMessage(4102, LogLevel.Warning, "{File} could not be taken; tried again at the next look")]
    private partial void LogFailed(Exception e, string file);
}
