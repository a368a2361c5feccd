using System.Collections.Concurrent;
using FactoryTwin.Gateway.V1;
using FactoryTwin.Hosting.Tests.Support;
using FactoryTwin.Testing;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Hosting.Tests;

/// <summary>A service that stops takes its leave of the directory.</summary>
[TestFixture]
public sealed class LeavingTests
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task It_leaves_also_where_it_stops_in_the_middle_of_announcing_itself(bool held)
    {
        var directory = new DirectoryBench { Held = held };
        var gateway = new TestModule("gateway", builder =>
        {
            builder.Services.AddSingleton(directory);
            builder.Serves<HeldDirectory>();
        });
        await using var host = await ModuleHost.StartAsync(gateway, TestModule.Valves(new ValveBench()));
        await directory.Announced.Task;
        if (!held)
            await Eventually.IsTrueAsync(() => host.Logs.Lines.Any(line => line.Text.StartsWith("valves is in the directory", StringComparison.Ordinal)));

        await host.StopAsync();

        Assert.That(host.Logs.Lines.Where(line => line.Level >= LogLevel.Warning).Select(line => $"{line.Text} {line.Exception}"), Is.Empty);
        Assert.That(directory.Left, Does.Contain("directory/services/valves"));
    }

    private sealed class DirectoryBench
    {
        /// <summary>Whether announcements of the valves have no answer.</summary>
        public bool Held { get; init; }

        public TaskCompletionSource Announced { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<string> Left { get; } = new();
    }

    private sealed class HeldDirectory(DirectoryBench bench) : Gateway.V1.Directory.DirectoryBase
    {
        public override async Task<RegisterServiceResponse> RegisterService(RegisterServiceRequest request, ServerCallContext context)
        {
            if (request.Service == "valves")
            {
                bench.Announced.TrySetResult();
                if (bench.Held)
                    await Task.Delay(Timeout.Infinite, context.CancellationToken);
            }
            return new RegisterServiceResponse();
        }

        public override Task<UnregisterServiceResponse> UnregisterService(UnregisterServiceRequest request, ServerCallContext context)
        {
            bench.Left.Enqueue(request.Name);
            return Task.FromResult(new UnregisterServiceResponse());
        }
    }
}
