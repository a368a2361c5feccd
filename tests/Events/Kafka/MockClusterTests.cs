using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using FactoryTwin.MockKafka.Testing;

namespace FactoryTwin.Events.Tests.Kafka;

/// <summary>What the tests take for granted of the mock cluster.</summary>
public sealed class MockClusterTests
{
    // The most that a request for the versions of the protocol's parts can be answered with, and more.
    private const int MostBytes = 4096;

    /// <summary>A connection that a process inherits stays open with it: its client would wait for an answer until its own patience ends.</summary>
    [Test]
    public async Task A_cut_reaches_the_client_although_a_process_was_started_meanwhile()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var cluster = new MockCluster(brokers: 1);
        using var client = new TcpClient();
        var address = cluster.BootstrapServers.Split(':');
        await client.ConnectAsync(address[0], int.Parse(address[1], CultureInfo.InvariantCulture), limit.Token);
        var stream = client.GetStream();
        // ApiVersions, version 0, number 7, no client's name: once it is answered, the brokers have the connection.
        await stream.WriteAsync(new byte[] { 0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 7, 0xff, 0xff }, limit.Token);
        Assert.That(await stream.ReadAsync(new byte[MostBytes], limit.Token), Is.GreaterThan(0));

        using var other = Process.Start(new ProcessStartInfo("sleep", "600"))!;
        try
        {
            cluster.TakeDown();

            Assert.That(await ReadAsync(stream, limit.Token), Is.Zero);
            Assert.That(other.HasExited, Is.False);
        }
        finally
        {
            other.Kill();
            await other.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<int> ReadAsync(NetworkStream stream, CancellationToken limit)
    {
        try
        {
            return await stream.ReadAsync(new byte[MostBytes], limit);
        }
        catch (IOException)
        {
            return 0; // closed, what was under way included
        }
    }
}
