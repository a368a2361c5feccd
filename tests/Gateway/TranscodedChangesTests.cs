using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using FactoryTwin.Gateway.Routing;
using FactoryTwin.Gateway.V1;
using FactoryTwin.Gateway.Web;
using FactoryTwin.Hosting.Auth;
using FactoryTwin.Rpc.Tests.Support;
using FactoryTwin.Testing;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Net.Client;
using Laboratory.Samples.V1;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using DirectoryClient = FactoryTwin.Gateway.V1.Directory.DirectoryClient;

namespace FactoryTwin.Gateway.Tests;

/// <summary>Calls that the gateway made of REST run on to their end, whatever becomes of their routes meanwhile.</summary>
internal sealed class TranscodedChangesTests
{
    private const string Name = "directory/services/laboratory/interfaces/laboratory.samples.v1.Samples";

    private GatewayHost _gateway = null!;
    private PeerProcess _service = null!;
    private GrpcChannel _direct = null!;

    [SetUp]
    public async Task Start()
    {
        // So long a lease that what the service registered itself does not come back during a test.
        _gateway = await GatewayHost.StartAsync(("Gateway:Lease", "15m"));
        _service = await Peers.SamplesServiceAsync(_gateway.Web, _gateway.Host.Token("platform-engineer"));
        await Eventually.IsTrueAsync(() => _gateway.Directory.Find("laboratory")?.Health == ServiceHealth.Serving);
        _direct = GrpcChannel.ForAddress(_service.Address);
    }

    [TearDown]
    public async Task Stop()
    {
        _direct.Dispose();
        await _service.DisposeAsync();
        await _gateway.DisposeAsync();
    }

    [Test]
    public async Task A_stream_goes_on_when_its_interface_is_withdrawn_and_new_calls_get_410()
    {
        await using var watch = await WatchAsync();
        await WithdrawAsync();

        Assert.That((await _gateway.Rest("operator").GetAsync("/v1/samples")).StatusCode, Is.EqualTo(HttpStatusCode.Gone));
        await TellsAsync(watch, "samples/after");
    }

    [Test]
    public async Task A_stream_goes_on_when_another_version_of_its_contract_is_registered()
    {
        await using var watch = await WatchAsync();
        var newer = Peers.SetOf(SamplesReflection.Descriptor);
        newer.File[^1].MessageType.Add(new DescriptorProto { Name = "Certificate" });
        await _gateway.Host.Grpc<DirectoryClient>("platform-engineer", "gateway").RegisterServiceAsync(new RegisterServiceRequest
        {
            Service = "laboratory", Version = "1.1", Owner = "Laboratory", Address = _service.Address, FileDescriptorSet = newer.ToByteString(), Interfaces = { "laboratory.samples.v1.Samples" },
        });

        Assert.That((await _gateway.Rest("operator").GetAsync("/v1/samples")).StatusCode, Is.EqualTo(HttpStatusCode.OK), "by the new routes");
        await TellsAsync(watch, "samples/after");
    }

    [Test]
    public async Task A_call_that_was_let_in_just_before_the_withdrawal_is_made()
    {
        var services = _gateway.Host.Services["gateway"].Services;
        var routes = services.GetRequiredService<TranscodedRoutes>();
        var late = routes.Endpoints.Single(each => each.DisplayName!.Contains("Samples.ListSamples)", StringComparison.Ordinal)).RequestDelegate!;
        await WithdrawAsync();
        Assert.That(routes.Endpoints, Is.Empty);

        var http = new DefaultHttpContext { Request = { Method = "GET", Path = "/v1/samples", Headers = { Authorization = "Bearer " + _gateway.Host.Token("operator") } } };
        using var body = new MemoryStream();
        http.Response.Body = body;
        await new Callers(late, services.GetRequiredService<ITokenValidator>()).InvokeAsync(http);

        Assert.That((http.Response.StatusCode, System.Text.Encoding.UTF8.GetString(body.ToArray())), Is.EqualTo((200, """{"samples":[],"nextPageToken":""}""")));
    }

    [Test]
    public async Task A_channel_is_closed_with_the_last_call_that_runs_on_it()
    {
        var opened = 0;
        var channel = new ServiceChannel(() =>
        {
            opened++;
            return (GrpcChannel.ForAddress(_service.Address), new ServiceCollection().BuildServiceProvider());
        });
        TaskCompletionSource first = new(), second = new();
        var calls = new[] { channel.UseAsync(() => first.Task), channel.UseAsync(() => second.Task) };
        channel.Retire();
        first.SetResult();
        await calls[0];
        Assert.That(channel.IsOpen, Is.True);
        second.SetException(new InvalidOperationException());
        await Assert.ThatAsync(() => calls[1], Throws.InvalidOperationException);
        Assert.That(channel.IsOpen, Is.False);

        await channel.UseAsync(() => Task.CompletedTask);
        Assert.That((opened, channel.IsOpen), Is.EqualTo((2, false)), "one that comes late opens it for itself");
    }

    private async Task WithdrawAsync() => await _gateway.Host.Grpc<Interfaces.InterfacesClient>("platform-engineer", "gateway")
        .WithdrawInterfaceAsync(new WithdrawInterfaceRequest { Name = Name, Reason = "Unsafe." });

    /// <summary>An open stream that has told of a sample.</summary>
    private async Task<IAsyncEnumerator<SseItem<string>>> WatchAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/samples:watch") { Headers = { Accept = { new MediaTypeWithQualityHeaderValue("text/event-stream") } } };
        var answer = await _gateway.Rest("operator").SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var events = SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();
        await TellsAsync(events, "samples/before");
        return events;
    }

    private async Task TellsAsync(IAsyncEnumerator<SseItem<string>> events, string name)
    {
        await new Samples.SamplesClient(_direct).CreateSampleAsync(new CreateSampleRequest { Sample = new Sample { Name = name } });
        do
            Assert.That(await events.MoveNextAsync(), Is.True, "the stream goes on");
        while (!events.Current.Data.Contains(name, StringComparison.Ordinal));
    }
}
