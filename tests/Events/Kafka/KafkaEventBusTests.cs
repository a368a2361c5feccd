using FactoryTwin.Events.Kafka;
using FactoryTwin.MockKafka.Testing;

namespace FactoryTwin.Events.Tests.Kafka;

/// <summary>
/// The contract over Kafka's protocol, on librdkafka's mock cluster with three brokers. It cannot show what a broker does with its disk,
/// its users and rights, its admin API and transactions: see <see cref="MockCluster"/>.
/// </summary>
[TestFixture]
public sealed class KafkaEventBusTests : EventBusContract
{
    private readonly MockCluster _cluster = new();
    private int _count;

    [OneTimeTearDown]
    public void Stop() => _cluster.Dispose();

    protected override Task<Bus> OpenAsync()
    {
        _count++;
        return OpenSameAsync();
    }

    protected override async Task<Bus> ReopenAsync(Bus bus)
    {
        await bus.DisposeAsync();
        return await OpenSameAsync();
    }

    private async Task<Bus> OpenSameAsync()
    {
        // The mock lets a group wait for its whole session timeout when a member has left; a broker goes on once all have joined again.
        var options = new KafkaOptions { BootstrapServers = _cluster.BootstrapServers, Prefix = $"t{_count}.", SessionTimeout = TimeSpan.FromSeconds(3), BufferBytes = 1 << 20 };
        var bus = await KafkaEventBus.OpenAsync(options, TimeProvider.System);
        return new(bus, bus, bus, bus);
    }
}
