using FactoryTwin.Gateway.Routing;
using FactoryTwin.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FactoryTwin.Gateway.Tests;

/// <summary>A streamed answer whose caller takes nothing of it. What is between two reads of the proxy is its write to the caller.</summary>
#pragma warning disable CA2022 // how much a read gives is not what these tests are about
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LazyReaderTests
{
    private static readonly TimeSpan Almost = EagerContent.SlowReaderLimit - TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly Ends _ends = new();
    private readonly Feed _feed = new();

    [TestCase(true)]
    [TestCase(false)]
    public async Task One_who_takes_nothing_for_too_long_loses_it(bool http2)
    {
        var answer = await OpenAsync(http2);
        _ = await answer.ReadAsync(new byte[100_000]);
        _time.Advance(Almost);
        Assert.That(_ends.Ended, Is.Empty);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(_ends.Ended, Is.EqualTo(http2 ? "CANCEL" : "aborted"));
    }

    [Test]
    public async Task One_who_reads_slowly_keeps_it()
    {
        var answer = await OpenAsync(http2: true);
        for (var read = 0; read < 20; read++)
        {
            _ = await answer.ReadAsync(new byte[100_000]);
            _time.Advance(Almost);
            _ = await answer.ReadAsync(Memory<byte>.Empty);
        }
        Assert.That(_ends.Ended, Is.Empty);
    }

    [Test]
    public async Task A_service_may_be_quiet_for_ever()
    {
        var answer = await OpenAsync(http2: true);
        _ = await answer.ReadAsync(new byte[100_000]);
        _feed.Quiet = new TaskCompletionSource();
        var waiting = answer.ReadAsync(new byte[100_000]).AsTask();
        _time.Advance(TimeSpan.FromHours(5));
        _feed.Quiet.SetResult();
        await waiting;
        Assert.That(_ends.Ended, Is.Empty);
    }

    [Test]
    public async Task What_fits_into_the_buffers_on_the_way_is_not_timed()
    {
        var answer = await OpenAsync(http2: true);
        _ = await answer.ReadAsync(new byte[1000]);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.That(_ends.Ended, Is.Empty);
    }

    private async Task<Stream> OpenAsync(bool http2)
    {
        var http = new DefaultHttpContext();
        http.Features.Set<IHttpRequestLifetimeFeature>(_ends);
        if (http2)
            http.Features.Set<IHttpResetFeature>(_ends);
        return await new EagerContent(new StreamContent(_feed), http, _time).ReadAsStreamAsync();
    }

    private sealed class Ends : IHttpResetFeature, IHttpRequestLifetimeFeature
    {
        public string Ended { get; private set; } = "";

        public CancellationToken RequestAborted { get; set; }

        public void Reset(int errorCode) => Ended += errorCode == 8 ? "CANCEL" : $"{errorCode}";

        public void Abort() => Ended += "aborted";
    }

    /// <summary>As much as is asked for, at once or when it is told to.</summary>
    private sealed class Feed : MemoryStream
    {
        public TaskCompletionSource? Quiet { get; set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await (Quiet?.Task ?? Task.CompletedTask);
            return buffer.Length;
        }
    }
}
