using FactoryTwin.Common.V1;
using FactoryTwin.Events;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Services.TwinState;
using FactoryTwin.Testing;
using FactoryTwin.Twin.V1;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.TwinState.Tests;

/// <summary>The real service, fed through the event log as ingestion feeds it.</summary>
internal sealed class TwinHost : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly ModuleHost _host;

    private TwinHost(ModuleHost host) => _host = host;

    public Points.PointsClient Points => _host.Grpc<Points.PointsClient>("operator");

    public Assets.AssetsClient Assets => _host.Grpc<Assets.AssetsClient>("engineer");

    public HttpClient Rest => _host.Rest("operator");

    public ModuleHost Host => _host;

    /// <summary>Starts the service; it is not ready, since no canary sings here.</summary>
    public static async Task<TwinHost> StartAsync(TimeProvider? time = null) => new(await ModuleHost.StartAsync(
        new ModuleHostOptions { WaitUntilReady = false, Time = time ?? TimeProvider.System }, new TwinStateModule()));

    /// <summary>Publishes readings of a point, one a second from <paramref name="start"/>.</summary>
    public async Task PublishAsync(string point, DateTimeOffset start, params double[] values) => await PublishAsync(
        "ingestion.telemetry",
        new ReadingsRecorded
        {
            Source = "sources/test",
            Readings =
            {
                values.Select((value, i) => new Reading
                {
                    Point = point, EventTime = start.AddSeconds(i).ToTimestamp(), Value = value, Unit = "kPa", Quality = Quality.Good,
                }),
            },
        });

    public async Task PublishAsync(string topic, Google.Protobuf.IMessage payload)
    {
        var publisher = _host.Services["twin-state"].Services.GetRequiredService<IEventPublisher>();
        await publisher.PublishAsync(topic, [CloudEvent.Of(payload, "/services/ingestion", "sources/test", DateTimeOffset.UtcNow)], CancellationToken.None);
    }

    /// <summary>The point's history once it has so many samples.</summary>
    public async Task<IReadOnlyList<Sample>> HistoryAsync(string point, int count)
    {
        IReadOnlyList<Sample> samples = [];
        await Eventually.IsTrueAsync(async () => (samples = await TryHistoryAsync(point)).Count >= count, because: $"{count} samples of {point}");
        return samples;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task<IReadOnlyList<Sample>> TryHistoryAsync(string point)
    {
        try
        {
            return (await Points.QueryPointHistoryAsync(new QueryPointHistoryRequest { Name = $"points/{point}", PageSize = 100_000 })).Samples;
        }
        catch (Grpc.Core.RpcException missing) when (missing.StatusCode == Grpc.Core.StatusCode.NotFound)
        {
            return [];
        }
    }
}
