using FactoryTwin.Gateway;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Replay.Playing;
using FactoryTwin.Services.Ingestion;
using FactoryTwin.Services.TwinState;
using FactoryTwin.Testing;
using FactoryTwin.Twin.V1;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Replay.Tests;

/// <summary>The player against the real ingestion and twin, through the gateway's door.</summary>
[TestFixture]
public sealed class PlayerTests
{
    private const int Rows = 40;
    private static readonly DateTimeOffset FileStart = new(2020, 3, 9, 10, 0, 0, TimeSpan.Zero);

    private ModuleHost host = null!;
    private TempDirectory folder = null!;
    private Uri gateway = null!;
    private int number;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var settings = new Dictionary<string, string?> { ["Gateway:Port"] = "0", ["Gateway:ExpectedServices:0"] = "ingestion", ["Gateway:HealthInterval"] = "100ms" };
        host = await ModuleHost.StartAsync(new ModuleHostOptions { Settings = settings }, new IngestionModule(), new TwinStateModule(), new GatewayModule());
        gateway = new Uri(host.Services["gateway"].Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Last());
        folder = new TempDirectory();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await host.DisposeAsync();
        folder.Dispose();
    }

    [Test]
    public async Task Every_row_is_played_at_its_pace_with_the_time_of_playing()
    {
        var options = Options();
        var before = DateTimeOffset.UtcNow;
        Assert.That(await Player(options).PlayAsync(CancellationToken.None), Is.True);

        var samples = await HistoryAsync(options, "a");
        Assert.Multiple(() =>
        {
            Assert.That(samples.Select(s => s.Value), Is.EqualTo(Enumerable.Range(0, Rows).Select(i => i * 1.5)));
            Assert.That(samples[0].EventTime.ToDateTimeOffset(), Is.EqualTo(before).Within(TimeSpan.FromSeconds(30)));
            Assert.That(samples[^1].EventTime.ToDateTimeOffset() - samples[0].EventTime.ToDateTimeOffset(),
                Is.EqualTo(TimeSpan.FromSeconds(Rows - 1) / options.Speed).Within(TimeSpan.FromMilliseconds(1)));
        });
    }

    [Test]
    public async Task Times_can_be_kept_and_columns_left_out()
    {
        var options = Options() with { KeepTimes = true, Ignored = ["note"] };
        await Player(options).PlayAsync(CancellationToken.None);

        var samples = await HistoryAsync(options, "b");
        var source = await SourceAsync(options);
        Assert.Multiple(() =>
        {
            Assert.That(samples.Select(s => s.EventTime.ToDateTimeOffset()), Is.EqualTo(Enumerable.Range(0, Rows).Select(i => FileStart.AddSeconds(i))));
            Assert.That(source.Mappings.Single(m => m.Column == "note").Ignore, Is.True);
            Assert.That(source.Statistics.AcceptedReadings, Is.EqualTo(2 * Rows));
        });
    }

    [Test]
    public async Task A_run_that_was_killed_before_the_answer_came_goes_on_without_gap_or_repetition([Values(1, 2, 3)] int killedPush)
    {
        var options = Options() with { Speed = 60 };
        using var cut = new CuttingHandler(killedPush);
        Assert.That(async () => await Player(options, cut).PlayAsync(CancellationToken.None), Throws.TypeOf<InvalidOperationException>());
        Assert.That(await Player(options with { Resume = true }).PlayAsync(CancellationToken.None), Is.True);

        var statistics = (await SourceAsync(options)).Statistics;
        var samples = await HistoryAsync(options, "a");
        Assert.Multiple(() =>
        {
            Assert.That((statistics.AcceptedReadings, statistics.RejectedReadings, statistics.DuplicateReadings), Is.EqualTo((2L * Rows, 0L, 0L)));
            Assert.That(samples.Select(s => s.Value), Is.EqualTo(Enumerable.Range(0, Rows).Select(i => i * 1.5)));
        });
    }

    [Test]
    public async Task A_cancelled_run_keeps_what_it_played_and_can_be_resumed()
    {
        var options = Options() with { Speed = 1 };
        using var cancel = new CancellationTokenSource();
        using var watch = new CancellingHandler(cancel);
        Assert.That(await Player(options, watch).PlayAsync(cancel.Token), Is.False);
        long played = (await SourceAsync(options)).Statistics.AcceptedReadings;
        Assert.That(played, Is.InRange(2, 2 * Rows - 2));

        Assert.That(await Player(options with { Resume = true, Speed = 1000 }).PlayAsync(CancellationToken.None), Is.True);
        Assert.That((await SourceAsync(options)).Statistics.AcceptedReadings, Is.EqualTo(2 * Rows));
    }

    [Test]
    public async Task A_limit_ends_the_run_and_resuming_plays_the_rest()
    {
        var options = Options() with { Limit = 15 };
        await Player(options).PlayAsync(CancellationToken.None);
        Assert.That((await SourceAsync(options)).Statistics.AcceptedReadings, Is.EqualTo(30));

        await Player(options with { Resume = true, Limit = null }).PlayAsync(CancellationToken.None);
        Assert.That((await HistoryAsync(options, "a")).Select(s => s.Value), Is.EqualTo(Enumerable.Range(0, Rows).Select(i => i * 1.5)));
    }

    [Test]
    public async Task The_command_plays_a_file_without_header_and_times()
    {
        string file = Path.Combine(folder.Path, "run.dat");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, Rows).Select(i => $"   {i * 1.5:e7}   {i}"));

        int code = await ReplayCommand.Create().Parse(
            [file, "--url", gateway.ToString(), "--interval", "00:03:00", "--speed", "100000", "--state", Path.Combine(folder.Path, "run.json")]).InvokeAsync();

        Assert.That(code, Is.Zero);
        Assert.That((await HistoryAsync("run", "c1")).Select(s => s.Value), Is.EqualTo(Enumerable.Range(0, Rows).Select(i => i * 1.5)));
    }

    [Test]
    public async Task The_command_says_what_is_wrong_and_fails()
    {
        Assert.That(await ReplayCommand.Create().Parse([Path.Combine(folder.Path, "absent.csv")]).InvokeAsync(), Is.EqualTo(1));
        Assert.That(await ReplayCommand.Create().Parse([Options().File, "--url", "nowhere"]).InvokeAsync(), Is.EqualTo(1));
    }

    /// <summary>A file of its own: time, two numbers, a remark that is no number; a row a second.</summary>
    private ReplayOptions Options()
    {
        string name = $"file-{Interlocked.Increment(ref number)}";
        string file = Path.Combine(folder.Path, name + ".csv");
        File.WriteAllLines(file, Enumerable.Range(0, Rows)
            .Select(i => $"{FileStart.AddSeconds(i):yyyy-MM-dd HH:mm:ss};{i * 1.5};{i % 7};ok").Prepend("time;a;b;note"));
        return new ReplayOptions
        {
            File = file,
            Source = name,
            Separator = ';',
            Zone = TimeZoneInfo.Utc,
            Speed = 1000,
            Gateway = gateway,
            StateFile = Path.Combine(folder.Path, name + ".json"),
        };
    }

    private Player Player(ReplayOptions options, DelegatingHandler? handler = null)
    {
        if (handler is not null) handler.InnerHandler = new SocketsHttpHandler();
        var http = new HttpClient(handler ?? (HttpMessageHandler)new SocketsHttpHandler()) { BaseAddress = gateway };
        return new Player(options, new GatewayDoor(http, options), new ProgressLine(TextWriter.Null, TimeProvider.System), TimeProvider.System);
    }

    private async Task<Source> SourceAsync(ReplayOptions options) =>
        await host.Grpc<Sources.SourcesClient>(service: "ingestion").GetSourceAsync(new GetSourceRequest { Name = "sources/" + options.Source });

    private Task<IList<Sample>> HistoryAsync(ReplayOptions options, string column) => HistoryAsync(options.Source, column);

    private Task<IList<Sample>> HistoryAsync(string source, string column) => Eventually.IsNotNullAsync(
        async () =>
        {
            try
            {
                var answer = await host.Grpc<Points.PointsClient>(service: "twin-state")
                    .QueryPointHistoryAsync(new QueryPointHistoryRequest { Name = $"points/{source}.{column}" });
                return answer.Samples.Count >= Rows ? (IList<Sample>)answer.Samples : null;
            }
            catch (Grpc.Core.RpcException e) when (e.StatusCode == Grpc.Core.StatusCode.NotFound)
            {
                return null;
            }
        },
        because: $"the twin has {Rows} samples");

    /// <summary>Lets a push arrive and then dies before its answer is seen, as a killed process does.</summary>
    private sealed class CuttingHandler(int push) : DelegatingHandler
    {
        private int pushes;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (IsPush(request) && ++pushes == push) throw new InvalidOperationException("killed");
            return response;
        }
    }

    /// <summary>Presses Ctrl-C while the second push is under way.</summary>
    private sealed class CancellingHandler(CancellationTokenSource cancel) : DelegatingHandler
    {
        private int pushes;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (IsPush(request) && ++pushes == 2) await cancel.CancelAsync();
            return await base.SendAsync(request, cancellationToken);
        }
    }

    private static bool IsPush(HttpRequestMessage request) => request.RequestUri!.AbsolutePath.EndsWith(":push", StringComparison.Ordinal);
}
