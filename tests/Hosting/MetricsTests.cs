using System.Diagnostics.Metrics;
using FactoryTwin.Hosting.Telemetry;
using FactoryTwin.Hosting.Tests.Support;
using FactoryTwin.Hosting.Tests.V1;
using FactoryTwin.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Hosting.Tests;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class MetricsTests
{
    private ServiceProvider services = null!;
    private MetricRegistry registry = null!;
    private Meter meter = null!;

    [SetUp]
    public void Create()
    {
        services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = services.GetRequiredService<IMeterFactory>();
        registry = new MetricRegistry(factory);
        meter = factory.Create("Test");
    }

    [TearDown]
    public void Dispose()
    {
        registry.Dispose();
        services.Dispose();
    }

    [Test]
    public void Counters_add_up_per_label_set_and_end_in_total()
    {
        var counter = meter.CreateCounter<long>("pump.starts", "{start}", "Starts of the pump.");
        counter.Add(2, new KeyValuePair<string, object?>("pump.id", "a"));
        counter.Add(3, new KeyValuePair<string, object?>("pump.id", "a"));
        counter.Add(1, new KeyValuePair<string, object?>("pump.id", "b"));

        var exposed = Expose();

        Assert.That(exposed.Types["pump_starts_total"], Is.EqualTo("counter"));
        Assert.That(exposed.Help["pump_starts_total"], Is.EqualTo("Starts of the pump."));
        Assert.That(exposed.Of("pump_starts_total", ("pump_id", "a")).Single().Value, Is.EqualTo(5));
        Assert.That(exposed.Of("pump_starts_total", ("pump_id", "b")).Single().Value, Is.EqualTo(1));
    }

    [Test]
    public void Gauges_show_the_last_value_and_up_down_counters_the_sum()
    {
        var level = meter.CreateGauge<double>("tank.level", "m");
        level.Record(4);
        level.Record(2.5);
        var open = meter.CreateUpDownCounter<int>("valves.open");
        open.Add(3);
        open.Add(-1);
        var asked = 0;
        meter.CreateObservableGauge("tank.temperature", () => new Measurement<double>(20 + asked++, new KeyValuePair<string, object?>("tank", "t")));

        Expose();
        var exposed = Expose();

        Assert.That(exposed.Samples.Select(s => (s.Name, s.Value)),
            Is.EqualTo(new[] { ("tank_level_m", 2.5), ("tank_temperature", 21), ("valves_open", 2) }));
    }

    [Test]
    public void Observable_counters_show_what_they_report_not_its_sum_over_scrapes()
    {
        meter.CreateObservableCounter("bytes.read", () => 700L, "By");
        Expose();

        Assert.That(Expose().Of("bytes_read_bytes_total").Single().Value, Is.EqualTo(700));
    }

    [Test]
    public void Histograms_are_cumulative_with_bounds_sum_and_count()
    {
        var histogram = meter.CreateHistogram("batch.duration", "s", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1, 10] });
        foreach (var value in new[] { 0.05, 0.1, 0.5, 5, 50 })
            histogram.Record(value);

        var exposed = Expose();

        Assert.That(exposed.Of("batch_duration_seconds_bucket").Select(s => (s.Labels["le"], s.Value)),
            Is.EqualTo(new[] { ("0.1", 2.0), ("1", 3), ("10", 4), ("+Inf", 5) }));
        Assert.That(exposed.Of("batch_duration_seconds_sum").Single().Value, Is.EqualTo(55.65).Within(1e-9));
        Assert.That(exposed.Of("batch_duration_seconds_count").Single().Value, Is.EqualTo(5));
    }

    [TestCase("plain")]
    [TestCase("with \"quotes\" and \\ and \n new line")]
    [TestCase("温度")]
    [TestCase("")]
    public void Label_values_come_through_unchanged(string value)
    {
        meter.CreateCounter<long>("odd").Add(1, new KeyValuePair<string, object?>("what", value));

        Assert.That(Expose().Samples.Single().Labels["what"], Is.EqualTo(value));
    }

    [Test]
    public void Odd_names_become_valid_ones()
    {
        meter.CreateCounter<long>("9 lives-of.a/cat").Add(1, new KeyValuePair<string, object?>("le", "x"), new KeyValuePair<string, object?>("a b", "y"));

        var sample = Expose().Samples.Single();
        Assert.That((sample.Name, sample.Labels["attr_le"], sample.Labels["a_b"]), Is.EqualTo(("_9_lives_of_a_cat_total", "x", "y")));
    }

    [Test]
    public void Label_sets_are_bounded_and_nothing_is_lost_from_the_sum()
    {
        var counter = meter.CreateCounter<long>("calls");
        for (var i = 0; i < MetricRegistry.SeriesLimit + 500; i++)
            counter.Add(1, new KeyValuePair<string, object?>("user", i));

        var samples = Expose().Of("calls_total").ToArray();
        Assert.That(samples, Has.Length.EqualTo(MetricRegistry.SeriesLimit + 1));
        Assert.That(samples.Sum(s => s.Value), Is.EqualTo(MetricRegistry.SeriesLimit + 500));
        Assert.That(samples.Single(s => s.Labels.ContainsKey("otel_metric_overflow")).Value, Is.EqualTo(500));
    }

    [Test]
    public void Other_services_of_the_process_are_not_shown()
    {
        using var other = new ServiceCollection().AddMetrics().BuildServiceProvider();
        other.GetRequiredService<IMeterFactory>().Create("Test").CreateCounter<long>("foreign").Add(1);
        meter.CreateCounter<long>("own").Add(1);

        Assert.That(Expose().Samples.Select(s => s.Name), Is.EqualTo(new[] { "own_total" }));
    }

    [Test]
    public void OpenMetrics_names_families_without_suffix_and_ends_with_EOF()
    {
        meter.CreateCounter<long>("starts", null, "A \"quoted\" help").Add(1);

        var text = PrometheusText.Write(Own(), openMetrics: true);

        Assert.That(text, Is.EqualTo("# HELP starts A \\\"quoted\\\" help\n# TYPE starts counter\nstarts_total 1\n# EOF\n"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_service_exposes_its_calls_in_valid_form(bool openMetrics)
    {
        await using var host = await ModuleHost.StartAsync(TestModule.Valves(new ValveBench()));
        await host.Grpc<Valves.ValvesClient>().GetValveAsync(new GetValveRequest { Name = "valves/a" });
        var rest = host.Rest("");
        if (openMetrics)
            rest.DefaultRequestHeaders.Accept.ParseAdd("application/openmetrics-text; version=1.0.0");

        using var response = await rest.GetAsync("/metrics");
        var exposed = Exposition.Parse(await response.Content.ReadAsStringAsync(), openMetrics);

        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo(openMetrics ? "application/openmetrics-text" : "text/plain"));
        Assert.That(exposed.Of("rpc_server_call_duration_seconds_count",
            ("rpc_method", "factorytwin.testing.v1.Valves/GetValve"), ("rpc_response_status_code", "OK")).Single().Value, Is.EqualTo(1));
        Assert.That(exposed.Of("factorytwin_outbox_waiting").Single().Value, Is.Zero);
    }

    private Exposition Expose() => Exposition.Parse(PrometheusText.Write(Own(), openMetrics: false));

    // Meters of the process belong to every service; what other tests leave there is not asked for here.
    private IEnumerable<MetricFamily> Own() => registry.Collect().Where(f => !f.Name.StartsWith("dotnet_") && !f.Name.StartsWith("factorytwin_"));
}
