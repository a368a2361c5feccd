using FactoryTwin.Hosting.Configuration;
using FactoryTwin.Hosting.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace FactoryTwin.Hosting.Tests;

[TestFixture]
public sealed class OptionsTests
{
    [Test]
    public void Values_are_bound_by_their_kind()
    {
        var options = Bind(out var collector, ("Pump:Rate", "12.5"), ("Pump:Count", "3"), ("Pump:Warmup", "250ms"), ("Pump:Pause", "00:01:30"),
            ("Pump:Mode", "eco"), ("Pump:Names:0", "a"), ("Pump:Names:1", "b"), ("Pump:Seal:Kind", "dry"), ("Pump:Limits:high", "9"));

        Assert.That(collector.Faults, Is.Empty);
        Assert.That((options.Rate, options.Count, options.Warmup, options.Pause, options.Mode),
            Is.EqualTo((12.5, 3, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(90), PumpMode.Eco)));
        Assert.That(options.Names, Is.EqualTo(new[] { "a", "b" }));
        Assert.That((options.Seal.Kind, options.Limits["high"]), Is.EqualTo(("dry", 9)));
    }

    [TestCase("Pump:Rate", "fast", "a finite number")]
    [TestCase("Pump:Rate", "NaN", "a finite number")]
    [TestCase("Pump:Count", "3.5", "a whole number")]
    [TestCase("Pump:Count", "99999999999", "a whole number")]
    [TestCase("Pump:Warmup", "30", "a time span")]
    [TestCase("Pump:Warmup", "", "a time span")]
    [TestCase("Pump:Mode", "turbo", "one of Normal, Eco")]
    [TestCase("Pump:Mode", "7", "one of Normal, Eco")]
    [TestCase("Pump:Sped", "1", "is not an option")]
    [TestCase("Pump:Seal:Knd", "dry", "is not an option")]
    [TestCase("Pump:Count:0", "1", "needs one value")]
    public void A_faulty_value_is_named_by_its_key_with_what_would_be_right(string key, string value, string words)
    {
        Bind(out var collector, (key, value));

        var fault = collector.Faults.Single();
        Assert.That(fault.Subject, Is.EqualTo(key is "Pump:Count:0" ? "Pump:Count" : key));
        Assert.That(fault.Description, Does.Contain(words));
    }

    [Test]
    public void Every_fault_is_kept_binding_and_check_alike()
    {
        Bind(out var collector, ("Pump:Rate", "fast"), ("Pump:Count", "-1"), ("Pump:Other", "x"));

        Assert.That(collector.Faults.Select(f => f.Subject), Is.EquivalentTo(new[] { "Pump:Rate", "Pump:Count", "Pump:Other" }));
    }

    [Test]
    public void Secrets_show_neither_among_the_options_in_effect_nor_in_faults()
    {
        var options = Bind(out var collector, ("Pump:Password", "hunter2"), ("Pump:Pin", "4711"), ("Pump:TokenCount", "hunter3"));

        var shown = string.Join(' ', collector.Effective) + string.Join(' ', collector.Faults);
        Assert.That((options.Password, options.Pin), Is.EqualTo(("hunter2", "4711")), "the option itself has the value");
        Assert.That(shown, Does.Contain("Pump:Password=***").And.Contain("Pump:Pin=***"));
        Assert.That(shown, Does.Not.Contain("hunter").And.Not.Contain("4711"));
    }

    [Test]
    public void A_start_is_refused_with_the_faults_of_all_sections_and_modules_at_once()
    {
        var configuration = Configuration(("Auth:Mode", "development"), ("Storage:Kind", "postgres"), ("Events:Kind", "kafka"), ("Storage:Postgres:PasswordFile", "/nowhere/password"),
            ("Rpc:DefaultDeadline", "0s"), ("Service:Lisen", "x"), ("Pump:Count", "-1"), ("Tank:Count", "many"));
        var modules = new[]
        {
            new TestModule("pumps", b => b.Options<PumpOptions>("Pump", PumpOptions.Check)),
            new TestModule("tanks", b => b.Options<PumpOptions>("Tank", PumpOptions.Check)),
        };

        var refusal = Assert.Throws<StartRefusedException>(() => ServiceHost.Build(modules, new ServiceHostOptions { Configuration = configuration }));

        Assert.That(refusal!.Faults.Select(f => f.Subject), Is.EquivalentTo(new[]
        {
            "Storage:Postgres:Host", "Storage:Postgres:PasswordFile", "Events:Kafka:BootstrapServers", "Rpc:DefaultDeadline", "Service:Lisen", "Pump:Count", "Tank:Count",
        }));
        Assert.That(refusal.Message, Does.Contain("must name the PostgreSQL server").And.Contain("'/nowhere/password' is not there").And.Contain("must name at least one broker"));
    }

    [Test]
    public void Without_configuration_nobody_gets_the_development_issuer()
    {
        var refusal = Assert.Throws<StartRefusedException>(() =>
            ServiceHost.Build(new TestModule("pumps", _ => { }), new ServiceHostOptions { Configuration = Configuration() }));

        Assert.That(refusal!.Faults.Select(f => f.Subject), Is.EqualTo(new[] { "Auth:Authority", "Auth:ServiceTokenFile" }));
    }

    private static PumpOptions Bind(out OptionsCollector collector, params (string Key, string Value)[] settings)
    {
        collector = new OptionsCollector("pumps", Configuration(settings));
        return collector.Bind<PumpOptions>("Pump", PumpOptions.Check);
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();

    internal enum PumpMode { Normal, Eco }

    internal sealed class SealOptions
    {
        public string Kind { get; set; } = "wet";
    }

    internal sealed class PumpOptions
    {
        public double Rate { get; set; } = 1;

        public int Count { get; set; } = 1;

        public TimeSpan Warmup { get; set; }

        public TimeSpan? Pause { get; set; }

        public PumpMode Mode { get; set; }

        public IReadOnlyList<string> Names { get; set; } = [];

        public Dictionary<string, int> Limits { get; } = new(StringComparer.Ordinal);

        public SealOptions Seal { get; set; } = new();

        public string Password { get; set; } = "";

        [Secret]
        public string Pin { get; set; } = "";

        public int TokenCount { get; set; }

        public static IEnumerable<OptionFault> Check(PumpOptions options)
        {
            if (options.Count < 0)
                yield return new OptionFault(nameof(Count), "must not be negative.");
        }
    }
}
