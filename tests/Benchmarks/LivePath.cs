using System.Diagnostics;
using FactoryTwin.Common.V1;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Product.Testing;
using FactoryTwin.Twin.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;

namespace FactoryTwin.Benchmarks;

/// <summary>Readings through the gateway's gRPC door to a watch stream through the same door; and what the process holds meanwhile.</summary>
internal static class LivePath
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(Settings settings)
    {
        var data = Directory.CreateTempSubdirectory("factorytwin-live-");
        try
        {
            await using var product = await ProductProcess.StartAsync(data.FullName);
            await MeasureAsync(product, settings);
            await product.InterruptAsync();
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(ProductProcess product, Settings settings)
    {
        using var engineer = await ApiClient.SignInAsync(product.Address, "engineer");
        for (var source = 0; source < Settings.Sources; source++) await RegisterAsync(engineer, settings, source);

        var credentials = new Metadata { { "authorization", engineer.Http.DefaultRequestHeaders.Authorization!.ToString() } };
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{product.Port + 1}");
        var invoker = channel.CreateCallInvoker();
        using var stop = new CancellationTokenSource();
        var latencies = new Percentiles();
        var from = DateTimeOffset.UtcNow + WarmUp;
        var watching = Task.Run(() => WatchAsync(new Points.PointsClient(invoker), credentials, latencies, from, stop.Token));
        var pushing = Enumerable.Range(0, Settings.Sources)
            .Select(source => Task.Run(() => PushAsync(new Readings.ReadingsClient(invoker), credentials, settings, source, stop.Token))).ToArray();

        await ReportAsync(product, settings);
        await stop.CancelAsync();
        var sent = (await Task.WhenAll(pushing)).Sum();
        var conflated = await watching;
        Console.WriteLine($"live: {sent} readings sent and answered, {settings.Readings}/s asked for, {latencies.Count} seen on the watch, {conflated} conflated");
        Console.WriteLine($"live: ingest to visible on a watch stream: {latencies}");
    }

    private static Task RegisterAsync(ApiClient engineer, Settings settings, int source) => engineer.PostAsync(
        "/v1/sources",
        new
        {
            name = $"sources/bench-{source}",
            displayName = $"Load {source}",
            mappings = Enumerable.Range(0, settings.BatchReadings).Select(i => new { column = Tag(source, i), unit = "kPa" }),
        });

    private static async Task<long> PushAsync(Readings.ReadingsClient client, Metadata credentials, Settings settings, int source, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / Settings.PushesPerSecond));
        var sent = 0L;
        var sequence = 0L;
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                var request = new PushReadingsRequest { Source = $"sources/bench-{source}", Sequence = ++sequence };
                var now = DateTimeOffset.UtcNow.ToTimestamp();
                for (var i = 0; i < settings.BatchReadings; i++)
                    request.Readings.Add(new RawReading { Tag = Tag(source, i), EventTime = now, Value = sequence + (i / 1000.0), Quality = Quality.Good });
                var answer = await client.PushReadingsAsync(request, credentials, DateTime.UtcNow.AddSeconds(30), CancellationToken.None);
                sent += answer.Accepted;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        return sent;
    }

    private static async Task<long> WatchAsync(
        Points.PointsClient client, Metadata credentials, Percentiles latencies, DateTimeOffset from, CancellationToken stop)
    {
        var conflated = 0L;
        using var call = client.WatchPoints(new WatchPointsRequest(), credentials, cancellationToken: stop);
        try
        {
            while (await call.ResponseStream.MoveNext(stop))
            {
                var message = call.ResponseStream.Current;
                conflated = message.Conflated;
                if (message.Snapshot || DateTimeOffset.UtcNow < from) continue;
                var now = DateTimeOffset.UtcNow;
                foreach (var change in message.Changes.Where(c => c.Point.StartsWith("bench-", StringComparison.Ordinal)))
                    latencies.Add((now - change.EventTime.ToDateTimeOffset()).TotalMilliseconds);
            }
        }
        catch (Exception ended) when (stop.IsCancellationRequested && ended is RpcException or OperationCanceledException)
        {
        }
        return conflated;
    }

    private static async Task ReportAsync(ProductProcess product, Settings settings)
    {
        var clock = Stopwatch.StartNew();
        var end = WarmUp + TimeSpan.FromSeconds(settings.Seconds);
        while (clock.Elapsed < end)
        {
            var left = end - clock.Elapsed;
            await Task.Delay(left < ReportEvery ? left : ReportEvery);
            var cores = product.ProcessorTime / clock.Elapsed;
            Console.WriteLine($"live: after {clock.Elapsed.TotalSeconds:0} s: {product.ResidentBytes / 1e6:0} MB resident, {cores:0.00} cores used on average");
        }
    }

    private static string Tag(int source, int point) => $"bench-{source}-{point}";
}
