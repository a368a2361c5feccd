using System.Collections.Concurrent;
using FactoryTwin.Fuzz.Server;
using FactoryTwin.Fuzz.Wire;

namespace FactoryTwin.Fuzz.Runs;

/// <summary>The server with the connections that attacks share.</summary>
internal sealed class FiringRange(Addresses addresses, IReadOnlyList<Target> targets) : IAsyncDisposable
{
    /// <summary>Longer than any sound answer takes, also on a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Uri, Lazy<Task<RawHttp2>>> _shared = new();
    private readonly ConcurrentBag<RawHttp1> _idle = [];

    public Addresses Addresses => addresses;

    public IReadOnlyList<Target> Targets => targets;

    /// <summary>The connection that is shared by all who send only sound HTTP/2; a new one where the last is gone.</summary>
    public async Task<RawHttp2> Http2Async(Uri server)
    {
        while (true)
        {
            var lazy = _shared.GetOrAdd(server, _ => new Lazy<Task<RawHttp2>>(() => RawHttp2.ConnectAsync(server)));
            var connection = await lazy.Value;
            if (!connection.IsGone)
                return connection;
            if (_shared.TryRemove(new KeyValuePair<Uri, Lazy<Task<RawHttp2>>>(server, lazy)))
                await connection.DisposeAsync();
        }
    }

    /// <summary>One exchange by HTTP/2. Where the shared connection was ended, perhaps for another's fault, it is made again on one of its own.</summary>
    public async Task<Answer> Http2Async(Uri server, IReadOnlyList<(string Name, string Value)> headers, ReadOnlyMemory<byte> body, TimeSpan limit)
    {
        var shared = await Http2Async(server);
        var answer = await shared.RequestAsync(headers, body, limit);
        if (answer.Ended || answer.Reset is not null || (!shared.IsGone && !answer.IsSilence))
            return answer;
        await using var own = await RawHttp2.ConnectAsync(server);
        return await own.RequestAsync(headers, body, limit);
    }

    /// <summary>One exchange with the gateway's HTTP/1.1 door, on a connection that is kept while the server keeps it.</summary>
    public async Task<Answer> Http1Async(ReadOnlyMemory<byte> request, TimeSpan limit, bool head = false)
    {
        var used = _idle.TryTake(out var connection);
        connection ??= await RawHttp1.ConnectAsync(addresses.GatewayWeb);
        await connection.SendAsync(request);
        var answer = await connection.ReadAsync(limit, head);
        if (used && answer.IsSilence)
        {
            // The server may close a connection that was idle; the next is new.
            connection.Dispose();
            connection = await RawHttp1.ConnectAsync(addresses.GatewayWeb);
            await connection.SendAsync(request);
            answer = await connection.ReadAsync(limit, head);
        }
        if (connection.IsOpen)
            _idle.Add(connection);
        else
            connection.Dispose();
        return answer;
    }

    /// <summary>Closes what is open, so that nothing of ours is left at the server.</summary>
    public async Task HangUpAsync()
    {
        foreach (var server in _shared.Keys)
        {
            if (_shared.TryRemove(server, out var connection) && !connection.Value.IsFaulted)
                await (await connection.Value).DisposeAsync();
        }
        while (_idle.TryTake(out var connection))
            connection.Dispose();
    }

    public async ValueTask DisposeAsync() => await HangUpAsync();
}
