using System.Text;
using FactoryTwin.Interop.Tests.Behaviours;
using FactoryTwin.Interop.Tests.Cases;
using FactoryTwin.Interop.Tests.Support;

namespace FactoryTwin.Interop.Tests;

/// <summary>Writes docs/interop.md from what the runs measured.</summary>
internal static class InteropDocument
{
    /// <summary>What peers say that they cannot, in the words of the footnotes, which are numbered in this order.</summary>
    private static readonly (string Cannot, string Footnote)[] Limits =
    [
        ("message flag", "The client's API does not show whether a message came compressed: the tap read the flag."),
        ("write flag", "The client has no switch for one message of its stream. It leaves uncompressed what gzip would make larger, so the second message's body is random instead of zeros."),
        ("refuse the probe", "The server's API does not show whether a message came compressed, so it cannot refuse the probe: the tap read that the probe and the last message were plain and the other compressed."),
        ("compress", "The server compresses nothing: the tap read that both answers were plain. That our client expands what a server compressed is shown with the other peers."),
    ];

    public static async Task<string> WriteAsync()
    {
        await Task.WhenAll(Columns().Select(column => InteropRun.OutcomesAsync(column.Peer, column.Direction)));
        var text = new StringBuilder("""
            # Interoperability

            <!-- Written by tests/Interop from what it measured (run with FACTORYTWIN_UPDATE=1); do not edit. -->

            Our gRPC runtime (`services/shared/Rpc`) against three official ones, as their server and as their client: `@grpc/grpc-js`
            (npm), Python's `grpcio` and C++ `grpc` (both Debian's; the C++ peer is compiled). The versions are in
            `tests/Interop/peers/package-lock.json` and Debian's release. `tests/Interop/peers/setup.sh` makes the peers ready,
            `dotnet test tests/Interop` runs everything below and fails where this page says something else than it measured.

            ## The official cases
            The cases of the gRPC project's interop test descriptions, on its public contract (`grpc.testing.TestService`), without those
            that need its cloud's credentials. A tap between both sides reads the HTTP/2 frames: in every compressed case it checks the
            flag of each message, in the cancelled cases the RST_STREAM of each call that was sent, in `empty_unary` that both messages have no byte.
            `cacheable_unary` goes through a caching proxy of the tests, which keys on path and body, because no official library of
            today can send gRPC by GET. grpc-js that is cancelled in the very turn in which it calls says so to its caller, yet sends the call
            and never resets it: its `cancel_after_begin` cancels one turn later. `rpc_soak` is bounded: 

            """.Replace("bounded: \n", $"bounded: {InteropCases.SoakIterations} large calls in a row on one connection.\n", StringComparison.Ordinal));
        text.Append('\n');
        AppendHead(text, "case");
        foreach (var one in InteropCases.All)
        {
            text.Append($"| {one} |");
            foreach (var (peer, direction) in Columns()) text.Append($" {Cell((await InteropRun.OutcomesAsync(peer, direction))[one.Name])} |");
            text.Append('\n');
        }
        text.Append('\n');
        for (var i = 0; i < Limits.Length; i++) text.Append($"{i + 1}. {Limits[i].Footnote}\n");
        await AppendBehavioursAsync(text);
        return text.ToString();
    }

    private static async Task AppendBehavioursAsync(StringBuilder text)
    {
        text.Append("\n## Beyond the cases\nWhat else was seen on the wire, with the same peers and the same tap.\n\n");
        AppendHead(text, "behaviour");
        await Task.WhenAll(AllBehaviours.All.SelectMany(_ => Columns(), (behaviour, column) => CellAsync(behaviour, column.Peer, column.Direction)));
        foreach (var behaviour in AllBehaviours.All)
        {
            text.Append($"| {behaviour} |");
            foreach (var (peer, direction) in Columns()) text.Append($" {await CellAsync(behaviour, peer, direction)} |");
            text.Append('\n');
        }
        text.Append('\n');
        foreach (var behaviour in AllBehaviours.All) text.Append($"* **{behaviour}.** {behaviour.Meaning}{(behaviour.Why.Length > 0 ? $" (5) {behaviour.Why}" : "")}\n");
    }

    private static async Task<string> CellAsync(Behaviour behaviour, Peer peer, Direction direction)
    {
        if (behaviour.With(peer, direction) is null) return direction == Direction.OursCalls && behaviour.Except == peer ? "(5)" : "";
        return await AllBehaviours.ErrorAsync(behaviour, peer, direction) is null ? "held" : "FAILED";
    }

    private static void AppendHead(StringBuilder text, string first)
    {
        text.Append($"| {first} |");
        foreach (var (peer, direction) in Columns()) text.Append(direction == Direction.OursServes ? $" {peer} calls ours |" : $" ours calls {peer} |");
        text.Append("\n| --- |").Insert(text.Length, " --- |", Columns().Count()).Append('\n');
    }

    private static IEnumerable<(Peer Peer, Direction Direction)> Columns() => Peer.All.SelectMany(peer => Enum.GetValues<Direction>().Select(direction => (peer, direction)));

    private static string Cell(Outcome outcome)
    {
        if (outcome.Error is not null || outcome.OnWire is not null) return "FAILED";
        return outcome.Cannot is null ? "passed" : $"{(outcome.Cannot == "compress" ? "plain" : "passed")} ({Array.FindIndex(Limits, limit => limit.Cannot == outcome.Cannot) + 1})";
    }
}
