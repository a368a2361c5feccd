using FactoryTwin.Fuzz.Inputs;
using FactoryTwin.Fuzz.Runs;
using FactoryTwin.Fuzz.Verdicts;
using FactoryTwin.Fuzz.Wire;

namespace FactoryTwin.Fuzz.Attacks;

/// <summary>Callers that take their time: requests that come byte by byte or stop half way, answers that nobody reads. Each must end by a limit.</summary>
internal sealed class SlowAttack : IAttack
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);

    public string Name => "slow";

    public int AtOnce => 50;

    public int MostBatches => 1;

    public Task<string?> RunAsync(FiringRange range, Random random) =>
        random.Percent(50) ? Http1Async(range, random.Of(SlowCases.Http1(range.Addresses))) : Http2Async(range, random);

    private static async Task<string?> Http1Async(FiringRange range, SlowCase slow)
    {
        using var connection = await RawHttp1.ConnectAsync(range.Addresses.GatewayWeb, narrow: true);
        await connection.SendAsync(slow.Begin);
        var reading = connection.ReadAsync(FiringRange.Patience);
        for (var at = 0; !reading.IsCompleted; at++)
        {
            await Task.WhenAny(reading, Task.Delay(Pause));
            if (!reading.IsCompleted && slow.Drip.Length > 0)
                await connection.SendAsync(slow.Drip.AsMemory(at % slow.Drip.Length, 1));
        }
        var answer = await reading;
        return answer is { Ended: false, Status: 0 } && connection.IsOpen ? $"{slow.What}: it was waited for too long" : Verdict.Http(answer) is { } fault ? $"{slow.What}: {fault}" : null;
    }

    private static async Task<string?> Http2Async(FiringRange range, Random random)
    {
        var byGateway = random.Percent(50);
        var door = byGateway ? range.Addresses.GatewayGrpc : range.Addresses.Services["probe"];
        var slow = random.Of(SlowCases.Http2(range.Addresses, byGateway));
        await using var connection = await RawHttp2.ConnectAsync(door, greet: false);
        var answer = connection.Expect(1);
        await connection.SendAsync(slow.Begin);
        var over = Task.WhenAny(answer.Done, connection.Closed);
        using var limit = new CancellationTokenSource(FiringRange.Patience);
        for (var at = 0; !over.IsCompleted && !limit.IsCancellationRequested; at++)
        {
            await Task.WhenAny(over, Task.Delay(Pause));
            if (!over.IsCompleted && slow.Drip.Length > 0)
                await connection.SendAsync(slow.Drip.AsMemory(at % slow.Drip.Length, 1));
        }
        return over.IsCompleted ? null : $"{slow.What} at {(byGateway ? "the gateway" : "a service")}: it was waited for too long";
    }
}
