using System.Globalization;
using FactoryTwin.Energy.V1;
using FactoryTwin.Product.Testing;
using FactoryTwin.Scheduler.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;

namespace FactoryTwin.Benchmarks.Scheduling;

/// <summary>
/// From a price that is set at the gateway's door to the new plan on a watch stream at the same door: the whole product in one process, the energy
/// service's store and event, the scheduler's exact decision over a week in five-minute slots, its store, its stream.
/// </summary>
internal static class ReplanRun
{
    private const int Days = 7;
    private const int WarmUp = 20;
    private const int Changes = 200;

    public static async Task RunAsync(Settings settings)
    {
        var data = Directory.CreateTempSubdirectory("factorytwin-replan-");
        try
        {
            await using var product = await ProductProcess.StartAsync(data.FullName);
            await MeasureAsync(product);
            await product.InterruptAsync();
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(ProductProcess product)
    {
        using var admin = await ApiClient.SignInAsync(product.Address, "admin");
        var credentials = new Metadata { { "authorization", admin.Http.DefaultRequestHeaders.Authorization!.ToString() } };
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{product.Port + 1}");
        var invoker = channel.CreateCallInvoker();
        var (prices, machines, plans) = (new Prices.PricesClient(invoker), new Machines.MachinesClient(invoker), new Plans.PlansClient(invoker));
        var hour = new DateTimeOffset(DateTimeOffset.UtcNow.UtcTicks / TimeSpan.TicksPerHour * TimeSpan.TicksPerHour, TimeSpan.Zero);
        await PrepareAsync(prices, machines, hour, credentials);

        using var watch = plans.WatchPlans(new WatchPlansRequest { Parent = "machines/bench" }, credentials);
        while (await watch.ResponseStream.MoveNext(default) && watch.ResponseStream.Current.Demands.Count < Days)
        {
            // Until all orders are planned.
        }
        var (whole, inside) = (new Percentiles(), new Percentiles());
        var random = new Random(1);
        for (var n = 0; n < WarmUp + Changes; n++)
        {
            var at = hour.AddHours(random.Next(2, (24 * Days) - 2));
            var price = Math.Round(20 + (100 * random.NextDouble()), 2) + (n / 1e4); // never the one before
            var sent = System.Diagnostics.Stopwatch.GetTimestamp();
            var set = new SetPricesRequest { Name = "priceSeries/bench", Steps = { new PriceStep { StartTime = at.ToTimestamp(), EndTime = at.AddHours(1).ToTimestamp(), PricePerMwh = price } } };
            await prices.SetPricesAsync(set, credentials);
            do
            {
                await watch.ResponseStream.MoveNext(default);
            }
            while (!watch.ResponseStream.Current.Prices.Any(p => p.PricePerMwh == price));
            if (n < WarmUp) continue;
            whole.Add(System.Diagnostics.Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            inside.Add(watch.ResponseStream.Current.ReactionMilliseconds);
        }
        var plan = watch.ResponseStream.Current;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"replan: {Days} days, {plan.Demands.Count} due times, {plan.Demands[^1].Parts} parts, {plan.Schedule.Events.Count} events, decider {plan.Schedule.Decider}"));
        Console.WriteLine($"replan: price set at the door to new plan on the watch stream: {whole}");
        Console.WriteLine($"replan: price event to plan stored: {inside}");
    }

    private static async Task PrepareAsync(Prices.PricesClient prices, Machines.MachinesClient machines, DateTimeOffset hour, Metadata credentials)
    {
        await prices.CreatePriceSeriesAsync(new CreatePriceSeriesRequest { PriceSeriesId = "bench", PriceSeries = new PriceSeries { DisplayName = "Bench", Currency = "USD" } }, credentials);
        var set = new SetPricesRequest { Name = "priceSeries/bench" };
        for (var h = 0; h < 24 * (Days + 1); h++)
            set.Steps.Add(new PriceStep { StartTime = hour.AddHours(h).ToTimestamp(), EndTime = hour.AddHours(h + 1).ToTimestamp(), PricePerMwh = Math.Round(60 - (35 * Math.Cos(2 * Math.PI * (h - 4) / 24)), 2) });
        await prices.SetPricesAsync(set, credentials);
        var model = new BatchModel { Capacity = 20 };
        for (var b = 0; b <= 20; b++)
            model.Sizes.Add(new BatchSize { Parts = b, Duration = Duration.FromTimeSpan(TimeSpan.FromMinutes(b == 0 ? 5 : 25 + (5 * (4 * b / 20)))), PowerMw = b == 0 ? 0.02 : 0.2 + (0.05 * b) });
        await machines.CreateMachineAsync(new CreateMachineRequest { MachineId = "bench", Machine = new Machine { Model = model, PriceSeries = "priceSeries/bench", Decider = Decider.Exact } }, credentials);
        for (var day = 1; day <= Days; day++)
            await machines.CreateOrderAsync(new CreateOrderRequest { Parent = "machines/bench", OrderId = $"day-{day}", Order = new Order { Parts = 60, DueTime = hour.AddDays(day).ToTimestamp() } }, credentials);
    }
}
