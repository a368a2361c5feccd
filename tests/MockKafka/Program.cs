// A cluster for other programs: prints its brokers' addresses and lives until the input ends.
using FactoryTwin.MockKafka.Testing;

using var cluster = new MockCluster();
Console.WriteLine(cluster.BootstrapServers);
await Console.In.ReadToEndAsync();
