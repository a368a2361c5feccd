using FactoryTwin.Events.Kafka;
using FactoryTwin.MockKafka.Testing;

namespace FactoryTwin.Events.Tests.Kafka;

/// <summary>A mock cluster of three brokers for the tests of a class, with names of its own for each test.</summary>
public abstract class KafkaFixture
{
    private int _count;

    internal MockCluster Cluster { get; } = new();

    /// <summary>What stands before the names of the running test's topics.</summary>
    internal string Prefix => $"t{_count}.";

    [SetUp]
    public void Next() => _count++;

    [OneTimeTearDown]
    public void Stop() => Cluster.Dispose();

    internal Task<KafkaEventBus> OpenAsync(Action<KafkaOptions>? change = null)
    {
        var options = new KafkaOptions { BootstrapServers = Cluster.BootstrapServers, Prefix = Prefix, SessionTimeout = TimeSpan.FromSeconds(3) };
        change?.Invoke(options);
        return KafkaEventBus.OpenAsync(options, TimeProvider.System);
    }
}
