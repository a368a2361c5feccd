using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
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

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Uri, GrpcChannel> _channels = new();
    private readonly HttpClient _http = new()
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        MaxResponseContentBufferSize = 1 << 20,
    };

    public override void Dispose()
    {
        foreach (var channel in _channels.Values)
            channel.Dispose();
        _http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await LookAsync(stoppingToken);
            var calm = options.ExpectedServices.All(id => directory.Find(id)?.Health == ServiceHealth.Serving);
            await Task.Delay(calm || options.HealthInterval < Impatient ? options.HealthInterval : Impatient, time, stoppingToken);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        directory.Sweep();
        var entries = directory.List().Where(entry => !entry.Lapsed).ToArray();
        await Parallel.ForEachAsync(entries, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, AskAsync);
        foreach (var gone in _channels.Keys.Except(entries.Select(entry => entry.Registration.Address)).ToArray())
        {
            if (_channels.TryRemove(gone, out var channel))
                channel.Dispose();
        }
    }

    private async ValueTask AskAsync(DirectoryEntry entry, CancellationToken cancellationToken)
    {
        var address = entry.Registration.Address;
        var channel = _channels.GetOrAdd(address, static at => GrpcChannel.ForAddress(at.ToString()));
        try
        {
            var answer = await new Health.HealthClient(channel.CreateCallInvoker()).CheckAsync(
                new HealthCheckRequest(), deadline: (time.GetUtcNow() + Limit).UtcDateTime, cancellationToken: cancellationToken);
            var serves = answer.Status == Status.Serving;
            directory.SetHealth(
                entry.Id, serves ? ServiceHealth.Serving : ServiceHealth.NotServing, serves ? "" : await DetailAsync(address, cancellationToken));
        }
        catch (RpcException fault) when (!cancellationToken.IsCancellationRequested)
        {
            directory.SetHealth(entry.Id, ServiceHealth.Unreachable, $"its health could not be asked: {fault.StatusCode} {fault.Status.Detail}");
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or RpcException))
        {
            // One service that cannot be asked, whatever the cause, must not keep the others from being looked at.
            directory.SetHealth(entry.Id, ServiceHealth.Unreachable, $"its health could not be asked: {fault.Message}");
        }
    }

    /// <summary>What the service itself says of its readiness; grpc.health.v1 has no words.</summary>
    private async Task<string> DetailAsync(Uri address, CancellationToken cancellationToken)
    {
        const string unknown = "it does not say why";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            using var answer = await _http.GetAsync(new Uri(address, "/healthz/ready"), limit.Token);
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
