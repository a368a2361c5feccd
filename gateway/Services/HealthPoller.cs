using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using FactoryTwin.Gateway.V1;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.Hosting;
using Status = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace FactoryTwin.Gateway.Services;

/// <summary>Asks every service for its health (grpc.health.v1), a few at a time, and lets leases lapse.</summary>
internal sealed class HealthPoller(ServiceDirectory directory, GatewayOptions options, TimeProvider time) : BackgroundService
{
    private const int AtOnce = 8;

    /// <summary>While a service that is expected does not serve, it is looked at this often, so that a start is seen at once.</summary>
    private static readonly TimeSpan Impatient = TimeSpan.FromMilliseconds(200);

    /// <summary>However many hurry, there is this much time between two looks.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, GrpcChannel> _channels = new();
    private readonly Channel<bool> _hurry = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly HttpClient _http = new()
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        MaxResponseContentBufferSize = 1 << 20,
    };

    /// <summary>Looks at all at once, because something happened that only their health can tell.</summary>
    public void Hurry() => _hurry.Writer.TryWrite(true);

    public override void Dispose()
    {
        foreach (var channel in _channels.Values)
            channel.Dispose();
        _http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        directory.RoutesChanged += Hurry;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await LookAsync(stoppingToken);
                var calm = options.ExpectedServices.All(id => directory.Find(id)?.Health == ServiceHealth.Serving);
                await RestAsync(calm || options.HealthInterval < Impatient ? options.HealthInterval : Impatient, stoppingToken);
            }
        }
        finally
        {
            directory.RoutesChanged -= Hurry;
        }
    }

    private async Task RestAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        await Task.Delay(Shortest, time, cancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(Task.Delay(atMost, time, end.Token), _hurry.Reader.WaitToReadAsync(end.Token).AsTask());
        _hurry.Reader.TryRead(out _);
        await end.CancelAsync();
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var instances = directory.List().SelectMany(entry => entry.Instances).Where(each => !each.Lapsed).ToArray();
        await Parallel.ForEachAsync(instances, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, AskAsync);
        foreach (var gone in _channels.Keys.Except(instances.Select(each => each.Address)).ToArray())
        {
            if (_channels.TryRemove(gone, out var channel))
                channel.Dispose();
        }
    }

    private async ValueTask AskAsync(Instance instance, CancellationToken cancellationToken)
    {
        var address = instance.Address;
        var channel = _channels.GetOrAdd(address, static at => GrpcChannel.ForAddress(at, new GrpcChannelOptions { InitialReconnectBackoff = Impatient, MaxReconnectBackoff = Limit }));
        try
        {
            var answer = await new Health.HealthClient(channel.CreateCallInvoker()).CheckAsync(
                new HealthCheckRequest(), deadline: (time.GetUtcNow() + Limit).UtcDateTime, cancellationToken: cancellationToken);
            var serves = answer.Status == Status.Serving;
            Note(instance, serves ? ServiceHealth.Serving : ServiceHealth.NotServing, serves ? "" : await DetailAsync(address, cancellationToken));
        }
        catch (RpcException fault) when (fault.StatusCode == StatusCode.Unimplemented)
        {
            // It answers, and says nothing of its health: gRPC clients take that for serving.
            Note(instance, ServiceHealth.Serving, "");
        }
        catch (RpcException fault) when (!cancellationToken.IsCancellationRequested)
        {
            Note(instance, ServiceHealth.Unreachable, $"its health could not be asked: {fault.StatusCode} {fault.Status.Detail}");
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or RpcException))
        {
            // One service that cannot be asked, whatever the cause, must not keep the others from being looked at.
            Note(instance, ServiceHealth.Unreachable, $"its health could not be asked: {fault.Message}");
        }
    }

    private void Note(Instance instance, ServiceHealth health, string detail) => directory.SetHealth(instance.Service, instance.Address, health, detail);

    /// <summary>What the service itself says of its readiness; grpc.health.v1 has no words.</summary>
    private async Task<string> DetailAsync(string address, CancellationToken cancellationToken)
    {
        const string unknown = "it does not say why";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            using var answer = await _http.GetAsync(new Uri(address + "/healthz/ready"), limit.Token);
            using var report = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(limit.Token));
            return report.RootElement.TryGetProperty("detail", out var detail) && detail.GetString() is { Length: > 0 } words ? words : unknown;
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException or InvalidOperationException
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return unknown;
        }
    }
}
