using FactoryTwin.Fuzz.Inputs;
using FactoryTwin.Fuzz.Runs;
using FactoryTwin.Fuzz.Verdicts;
using FactoryTwin.Fuzz.Wire;

namespace FactoryTwin.Fuzz.Attacks;

/// <summary>Frames of HTTP/2, each case on a connection of its own: the server must answer, or end the connection, and go on serving others.</summary>
internal sealed class Http2Attack : IAttack
{
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(100);

    /// <summary>REFUSED_STREAM: there are as many streams already as there may be.</summary>
    private const int Refused = 7;

    public string Name => "http2";

    public int AtOnce => 4;

    public async Task<string?> RunAsync(FiringRange range, Random random)
    {
        var service = random.Percent(50) ? range.Addresses.GatewayGrpc : range.Addresses.Services[range.Targets[0].Service];
        var headers = Requests.Grpc("/grpc.health.v1.Health/Check", range.Addresses.UserToken, "20S");
        var attack = random.Percent(70) ? random.Of(Http2Cases.All) : random.Of(Http2Headers.All);
        var greeted = attack.Fate != Fate.Garbage;
        await using var connection = await RawHttp2.ConnectAsync(service, greeted);
        List<StreamAnswer> answers = [.. Enumerable.Range(0, 20).Select(index => connection.Expect((index * 2) + 1))];
        var sent = attack.Make(random, headers);
        await connection.SendAsync(sent);
        var fault = attack.Fate switch
        {
            Fate.Ends or Fate.EndsWithAnyCode => await EndsAsync(connection) ? null : "the server kept the connection",
            Fate.Legal => await StillAnswersAsync(connection, headers, mayRefuse: false),
            Fate.Either => await EndsAsync(connection, Brief) ? null : await StillAnswersAsync(connection, headers, mayRefuse: true),
            _ => null,
        };
        if (attack.Fate == Fate.Garbage)
            await EndsAsync(connection, Brief);
        // Damage may make an HPACK index 0 too, which the web server answers so.
        var mayFail = attack.Fate == Fate.EndsWithAnyCode || (attack.Fate == Fate.Garbage && sent.Contains((byte)0x80));
        fault ??= connection.Code == 2 && !mayFail ? "the connection was ended with INTERNAL_ERROR" : null;
        fault ??= answers.Select(answer => answer.Take()).Where(answer => answer.Status > 0 || answer.Reset is not null).Select(Judge).FirstOrDefault(wrong => wrong is not null);
        return fault is null ? null : $"{attack.What}: {fault}";
    }

    private static string? Judge(Answer answer) =>
        answer.GrpcStatus is null ? Verdict.Http(answer, grpc: true) : Verdict.Grpc(answer, new GrpcFault("broken HTTP/2", [.. GrpcFaults.Cut.May, .. GrpcFaults.Cardinality.May], "RFC 9113"));

    private static async Task<bool> EndsAsync(RawHttp2 connection, TimeSpan? limit = null)
    {
        await Task.WhenAny(connection.Closed, Task.Delay(limit ?? FiringRange.Patience));
        return connection.IsGone;
    }

    /// <summary>On the same connection; one that the server has ended after all need not.</summary>
    private static async Task<string?> StillAnswersAsync(RawHttp2 connection, List<(string Name, string Value)> headers, bool mayRefuse)
    {
        connection.SkipTo(4001);
        var answer = await connection.RequestAsync(headers, Requests.Message([]), FiringRange.Patience);
        return answer.GrpcStatus is not null || connection.IsGone || (mayRefuse && answer.Reset == Refused) ? null : $"a sound call after it got {answer.Status} {answer.Reset}";
    }
}
