using FactoryTwin.Gateway.V1;
using FactoryTwin.Rpc.Tests.Support;
using FactoryTwin.Testing;
using Google.Protobuf;
using Grpc.Core;
using Laboratory.Samples.V1;
using DirectoryClient = FactoryTwin.Gateway.V1.Directory.DirectoryClient;

namespace FactoryTwin.Gateway.Tests;

/// <summary>
/// One copy of a service goes away under a call that it did not take: another gets the call, whole. The copy that goes is a server of
/// bare frames, so that it goes at that moment.
/// </summary>
internal sealed class FailoverTests
{
    private GatewayHost _gateway = null!;
    private PeerProcess _stays = null!;

    [SetUp]
    public async Task Start()
    {
        // So long a time between looks that it is the calls themselves that find out.
        _gateway = await GatewayHost.StartAsync(("Gateway:HealthInterval", "1m"), ("Gateway:Lease", "15m"));
        _stays = await Peers.SamplesServiceAsync(_gateway.Web, _gateway.Host.Token("platform-engineer"));
    }

    [TearDown]
    public async Task Stop()
    {
        await _stays.DisposeAsync();
        await _gateway.DisposeAsync();
    }

    [TestCase(BareServer.Answer.SendAway, false)]
    [TestCase(BareServer.Answer.SendAway, true)]
    [TestCase(BareServer.Answer.Refuse, false)]
    [TestCase(BareServer.Answer.Refuse, true)]
    public async Task A_call_that_a_copy_did_not_take_reaches_another_whole(BareServer.Answer answer, bool atHeaders)
    {
        await using var goes = await GoingAsync(answer, atHeaders);
        var samples = _gateway.Host.Grpc<Samples.SamplesClient>("operator", "gateway");
        for (var number = 0; goes.Acted == 0; number++)
        {
            var sample = new Sample { Name = $"samples/{number}", Point = new string('x', 20_000) };
            try
            {
                Assert.That(await samples.CreateSampleAsync(new CreateSampleRequest { Sample = sample }), Is.EqualTo(sample));
            }
            catch (RpcException fault) when (atHeaders && fault.StatusCode == StatusCode.Unavailable)
            {
                // It was still being sent: the HTTP client does not always tell then that it was not taken.
            }
        }
    }

    [TestCase(BareServer.Answer.SendAway)]
    [TestCase(BareServer.Answer.Refuse)]
    public async Task No_message_of_a_stream_is_lost(BareServer.Answer answer)
    {
        await using var goes = await GoingAsync(answer, atHeaders: true);
        var samples = _gateway.Host.Grpc<Samples.SamplesClient>("operator", "gateway");
        while (goes.Acted == 0)
        {
            using var call = samples.ImportSamples();
            try
            {
                for (var number = 0; number < 10; number++)
                {
                    await call.RequestStream.WriteAsync(new Sample { Name = $"samples/{number}" });
                    await Task.Yield();
                }
            }
            catch (RpcException)
            {
                // The call has ended already; its answer says how.
            }
            try
            {
                await call.RequestStream.CompleteAsync();
                Assert.That((await call).Samples, Is.EqualTo(10));
            }
            catch (RpcException fault) when (fault.StatusCode == StatusCode.Unavailable)
            {
                // As above; what must not be is an answer to a part of it.
            }
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task One_that_a_copy_may_have_taken_is_unavailable_and_nobody_elses_fault(bool atHeaders)
    {
        await using var goes = await GoingAsync(BareServer.Answer.HangUp, atHeaders);
        var samples = _gateway.Host.Grpc<Samples.SamplesClient>("operator", "gateway");
        HashSet<StatusCode> seen = [];
        for (var number = 0; goes.Acted == 0; number++)
        {
            using var call = samples.CreateSampleAsync(new CreateSampleRequest { Sample = new Sample { Name = $"samples/{number}" } });
            try
            {
                await call;
            }
            catch (RpcException fault)
            {
                seen.Add(fault.StatusCode);
            }
        }
        Assert.That(seen, Is.EquivalentTo(new[] { StatusCode.Unavailable }));
    }

    [Test]
    public async Task One_that_goes_while_its_caller_still_sends_is_unavailable_and_nobody_elses_fault()
    {
        await using var goes = await GoingAsync(BareServer.Answer.HangUp, atHeaders: true);
        var samples = _gateway.Host.Grpc<Samples.SamplesClient>("operator", "gateway");
        List<AsyncClientStreamingCall<Sample, ImportSamplesResponse>> calls = [];
        for (var count = 0; count < 8; count++)
        {
            calls.Add(samples.ImportSamples());
            await calls[^1].RequestStream.WriteAsync(new Sample { Name = "samples/a" });
        }
        await Task.WhenAny(calls.Select(each => each.ResponseAsync));
        var ends = await Task.WhenAll(calls.Select(EndAsync));
        Assert.That(ends, Has.Some.EqualTo(StatusCode.Unavailable));
        Assert.That(ends, Has.All.AnyOf(StatusCode.Unavailable, StatusCode.OK));
    }

    private static async Task<StatusCode> EndAsync(AsyncClientStreamingCall<Sample, ImportSamplesResponse> call)
    {
        using (call)
        {
            try
            {
                await call.RequestStream.CompleteAsync();
                await call;
                return StatusCode.OK;
            }
            catch (RpcException fault)
            {
                return fault.StatusCode;
            }
        }
    }

    /// <summary>A copy that is taken to be well, and goes with the first call that it gets then.</summary>
    private async Task<Going> GoingAsync(BareServer.Answer answer, bool atHeaders)
    {
        var goes = new Going(answer, atHeaders);
        await _gateway.Host.Grpc<DirectoryClient>("platform-engineer", "gateway").RegisterServiceAsync(new RegisterServiceRequest
        {
            Service = "laboratory", Version = "1.0", Owner = "Laboratory", Address = goes.Server.Address,
            FileDescriptorSet = Peers.SetOf(SamplesReflection.Descriptor).ToByteString(), Interfaces = { "laboratory.samples.v1.Samples" },
        });
        await Eventually.IsTrueAsync(() => _gateway.Directory.Find("laboratory")!.Instances.Count(each => each.Health == ServiceHealth.Serving) == 2);
        goes.Ready = true;
        return goes;
    }

    private sealed class Going : IAsyncDisposable
    {
        private int _acted;

        public Going(BareServer.Answer answer, bool atHeaders) => Server = new BareServer(
            _ =>
            {
                if (!Ready)
                    return BareServer.Answer.Ok;
                Server!.StopListening();
                Interlocked.Increment(ref _acted);
                return answer;
            },
            atHeaders);

        public BareServer Server { get; }

        public bool Ready { get; set; }

        public int Acted => Volatile.Read(ref _acted);

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
