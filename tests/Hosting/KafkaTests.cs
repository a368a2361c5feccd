using FactoryTwin.Hosting.Tests.Support;
using FactoryTwin.MockKafka.Testing;
using FactoryTwin.Testing;

namespace FactoryTwin.Hosting.Tests;

/// <summary>Services whose events go over Kafka: what is wrong is told at the start, and what breaks later by readiness.</summary>
[TestFixture]
public sealed class KafkaTests
{
    private const int TopicAuthorizationFailed = 29;
    private readonly MockCluster cluster = new();

    [OneTimeTearDown]
    public void Stop() => cluster.Dispose();

    [Test]
    public async Task A_broker_that_is_not_there_refuses_the_start()
    {
        var refusal = await RefusalAsync(TestModule.Valves(new ValveBench()), ("Events:Kafka:BootstrapServers", "127.0.0.1:1"), ("Events:Kafka:ConnectTimeout", "1s"));

        Assert.That(refusal.Faults.Single().Subject, Is.EqualTo("Events:Kind kafka"));
        Assert.That(refusal.Message, Does.Contain("127.0.0.1:1"));
    }

    [Test]
    public async Task A_missing_right_refuses_the_start_with_service_and_topic()
    {
        cluster.CreateTopic("r.testing.valves", 4);
        cluster.Refuse("r.testing.valves", TopicAuthorizationFailed);

        var refusal = await RefusalAsync(TestModule.Valves(new ValveBench(), b => b.Publishes("testing.valves")), ("Events:Kafka:Prefix", "r."));

        Assert.That(refusal.Faults.Single().ToString(), Is.EqualTo("valves: Events:Kind kafka: The user has no right to 'r.testing.valves': it needs WRITE and DESCRIBE on the topic."));
    }

    [Test]
    public async Task Lost_brokers_make_a_service_not_ready_until_they_are_back()
    {
        var options = new ModuleHostOptions { Settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Events:Kind"] = "kafka", ["Events:Kafka:BootstrapServers"] = cluster.BootstrapServers, ["Events:Kafka:Prefix"] = "l." } };
        await using var host = await ModuleHost.StartAsync(options, TestModule.Valves(new ValveBench(), b => b.Publishes("testing.valves")));
        var readiness = host.Services["valves"].Readiness;

        cluster.TakeDown();
        await Eventually.IsTrueAsync(() => readiness.Report.State == ServiceState.NotReady);
        Assert.That(readiness.Report.Detail, Does.Contain("events: no broker has answered since"));

        cluster.BringUp();
        await Eventually.IsTrueAsync(() => readiness.Report.State == ServiceState.Ready);
    }

    private async Task<StartRefusedException> RefusalAsync(TestModule module, params (string Key, string Value)[] settings)
    {
        var all = settings.ToDictionary(s => s.Key, s => (string?)s.Value, StringComparer.Ordinal);
        all["Events:Kind"] = "kafka";
        all.TryAdd("Events:Kafka:BootstrapServers", cluster.BootstrapServers);
        try
        {
            await using var host = await ModuleHost.StartAsync(new ModuleHostOptions { Settings = all }, module);
        }
        catch (StartRefusedException e)
        {
            return e;
        }
        throw new AssertionException("The start was not refused.");
    }
}
