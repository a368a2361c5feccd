using System.Threading.Channels;
using FactoryTwin.Common.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Twin.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Scheduler.Tests.Service;

/// <summary>Stands in for twin-state: the test says what the machine's points read.</summary>
internal sealed class FakeTwin : ServiceModule
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LiveValue> _values = [];
    private readonly List<Channel<LiveValue[]>> _watchers = [];

    public override string Name => "twin-state";

    public override string Description => "Stands in for the twin.";

    public override string Owner => "Tests";

    /// <summary>Streams that are open now.</summary>
    internal int Watchers
    {
        get { lock (_gate) return _watchers.Count; }
    }

    public override void Build(IServiceModuleBuilder builder)
    {
        builder.Services.AddSingleton(this);
        builder.Serves<FakePoints>();
    }

    /// <summary>Both points read so, from now on.</summary>
    internal void Report(double made, double size) => Report(DateTimeOffset.UtcNow, Value("made", made), Value("size", size));

    /// <summary>All three points read so, from a time on.</summary>
    internal void Report(double made, double size, double powerKw, DateTimeOffset at) => Report(at, Value("made", made), Value("size", size), Value("power", powerKw, "kW"));

    private void Report(DateTimeOffset at, params LiveValue[] values)
    {
        foreach (var value in values) value.EventTime = at.ToTimestamp();
        lock (_gate)
        {
            foreach (var value in values) _values[value.Point] = value;
            foreach (var watcher in _watchers) watcher.Writer.TryWrite(values);
        }
    }

    private static LiveValue Value(string point, double value, string unit = "") => new() { Point = point, Value = value, Unit = unit, Quality = Quality.Good };

    /// <summary>Ends every open stream, as a restart of the twin does.</summary>
    internal void Cut()
    {
        lock (_gate)
        {
            foreach (var watcher in _watchers) watcher.Writer.TryComplete();
        }
    }

    private Channel<LiveValue[]> Open()
    {
        lock (_gate)
        {
            var watcher = Channel.CreateUnbounded<LiveValue[]>();
            watcher.Writer.TryWrite([.. _values.Values]);
            _watchers.Add(watcher);
            return watcher;
        }
    }

    private void Close(Channel<LiveValue[]> watcher)
    {
        lock (_gate) _watchers.Remove(watcher);
    }

    internal sealed class FakePoints(FakeTwin twin) : Points.PointsBase
    {
        public override async Task WatchPoints(WatchPointsRequest request, IServerStreamWriter<WatchPointsResponse> responseStream, ServerCallContext context)
        {
            var watcher = twin.Open();
            try
            {
                await foreach (var values in watcher.Reader.ReadAllAsync(context.CancellationToken))
                    await responseStream.WriteAsync(new WatchPointsResponse { Changes = { values } }, context.CancellationToken);
            }
            finally
            {
                twin.Close(watcher);
            }
        }
    }
}
