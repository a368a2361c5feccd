using FactoryTwin.Chaos.Tests.Crash.Worker;
using FactoryTwin.MockKafka.Testing;
using FactoryTwin.Testing;

namespace FactoryTwin.Chaos.Tests.Crash;

/// <summary>What the lanes stand on: directories, or a database server and brokers that all share.</summary>
internal sealed class Grounds : IAsyncDisposable
{
    private const int Partitions = 4;
    private readonly TempDirectory directory = new();
    private readonly SemaphoreSlim turn = new(1, 1);
    private PostgresServer? server;
    private MockCluster? cluster;

    public static async Task<Grounds> OpenAsync(bool isCluster)
    {
        var grounds = new Grounds();
        if (isCluster)
        {
            grounds.server = await PostgresServer.StartAsync();
            grounds.cluster = new MockCluster();
        }
        return grounds;
    }

    public Place PlaceOf(int lane)
    {
        if (server is null || cluster is null)
            return new Place(Directory.CreateDirectory(directory[$"lane{lane}"]).FullName);
        var schema = $"lane{lane}";
        cluster.CreateTopic($"{schema}.{Place.Topic}", Partitions);
        return new Place(server.ConnectionString, schema, cluster.BootstrapServers);
    }

    /// <summary>kill -9 of the database server and all of its processes, and a start on what they left.</summary>
    public async Task KillDatabaseAsync()
    {
        await turn.WaitAsync();
        try
        {
            await server!.KillAsync();
            await server.StartAgainAsync();
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The connection that writes for this schema fills its disk: the server cannot go on and recovers by itself.</summary>
    public async Task FillDatabaseAsync(string schema)
    {
        await turn.WaitAsync();
        try
        {
            var writer = await server!.ExecuteAsync($"SELECT pid FROM pg_stat_activity WHERE application_name = 'factorytwin {schema} writer' LIMIT 1");
            if (writer is int processId)
                await FileLimit.SetAsync(processId, 4096);
        }
        catch (Npgsql.NpgsqlException)
        {
            // Away already.
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Cuts every connection to the brokers for a while.</summary>
    public async Task CutBrokersAsync(TimeSpan time)
    {
        await turn.WaitAsync();
        try
        {
            cluster!.TakeDown();
            await Task.Delay(time);
            cluster.BringUp();
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        cluster?.Dispose();
        if (server is not null)
            await server.DisposeAsync();
        directory.Dispose();
        turn.Dispose();
    }
}
