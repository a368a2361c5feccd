using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Benchmarks.Servers;

/// <summary>The same REST by hand: a minimal API with source-generated System.Text.Json.</summary>
internal static class MinimalServer
{
    private static readonly DateTime Time = new(2026, 1, 1, 0, 0, 0, 250, DateTimeKind.Utc);
    private static long _calls;
    private static long _readings;

    public static async Task RunAsync(int http2Port, int http1Port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        BareServer.Configure(builder, http2Port, http1Port);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, MinimalJson.Default));
        await using var app = builder.Build();
        app.MapPost("/v1/readings:echo", Echo);
        app.MapGet("/v1/readings/{id}", Get);
        app.MapGet("/v1/stats", () => new StatsBody(_calls, _readings, GC.GetTotalAllocatedBytes(precise: true)));
        await app.RunAsync();
    }

    private static EchoAnswer Echo(EchoBody request)
    {
        Count(request.Readings.Count);
        return new EchoAnswer(request.Sequence, [.. request.Readings.Select(reading => reading with { })]);
    }

    private static ReadingBody Get(string id, long sequence)
    {
        Count(1);
        return new ReadingBody("readings/" + id, Time, 42.5, "kPa", 1, sequence);
    }

    private static void Count(int readings)
    {
        Interlocked.Increment(ref _calls);
        Interlocked.Add(ref _readings, readings);
    }
}

internal sealed record EchoBody(string Source, long Sequence, List<ReadingBody> Readings);

internal sealed record EchoAnswer(long Sequence, List<ReadingBody> Readings);

internal sealed record ReadingBody(string Name, DateTime EventTime, double Value, string Unit, int Quality, long Sequence);

internal sealed record StatsBody(long Calls, long Readings, long AllocatedBytes);

/// <summary>Source-generated; 64-bit numbers are written as numbers, where the proto3 mapping writes text.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(EchoBody))]
[JsonSerializable(typeof(EchoAnswer))]
[JsonSerializable(typeof(ReadingBody))]
[JsonSerializable(typeof(StatsBody))]
internal sealed partial class MinimalJson : JsonSerializerContext;
