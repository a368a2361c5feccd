using FactoryTwin.Interop.Tests.Support;
using FactoryTwin.Interop.Tests.Wire;

namespace FactoryTwin.Interop.Tests.Cases;

/// <summary>One of the official interop cases.</summary>
/// <param name="Name">As the official description names it.</param>
/// <param name="Ours">Runs it by our client.</param>
/// <param name="OnWire">What the tap between both must have seen, if there is such a thing.</param>
internal sealed record InteropCase(string Name, Func<OurClient, Task> Ours, Func<WireEvent[], bool>? OnWire = null)
{
    /// <summary>Whether an empty call comes after it on the same connection: once that is answered, all has passed the tap that was sent before.</summary>
    public bool CallsAgain { get; init; }

    public override string ToString() => Name;
}

/// <summary>The official interop cases (interop-test-descriptions of the gRPC project), without those of its cloud's credentials.</summary>
internal static class InteropCases
{
    public const int SoakIterations = 100;

    private static readonly bool[] ProbeThenBoth = [false, true, false];
    private static readonly bool[] Both = [true, false];
    private static readonly bool[] Neither = [false, false];

    public static readonly InteropCase[] All =
    [
        new("empty_unary", OurUnaryCases.EmptyUnary, seen => seen.OfType<WireMessage>().Count(message => message.Length == 0) == 2),
        new("cacheable_unary", OurUnaryCases.CacheableUnary),
        new("large_unary", OurUnaryCases.LargeUnary),
        new("client_compressed_unary", OurUnaryCases.ClientCompressedUnary, seen => FlagsOf(seen, Sender.Client).SequenceEqual(ProbeThenBoth)),
        new("server_compressed_unary", OurUnaryCases.ServerCompressedUnary, seen => FlagsOf(seen, Sender.Server).SequenceEqual(Both)),
        new("client_streaming", OurStreamCases.ClientStreaming),
        new("client_compressed_streaming", OurStreamCases.ClientCompressedStreaming, seen => FlagsOf(seen, Sender.Client).SequenceEqual(ProbeThenBoth)),
        new("server_streaming", OurStreamCases.ServerStreaming),
        new("server_compressed_streaming", OurStreamCases.ServerCompressedStreaming, seen => FlagsOf(seen, Sender.Server).SequenceEqual(Both)),
        new("ping_pong", OurStreamCases.PingPong),
        new("empty_stream", OurStreamCases.EmptyStream, seen => !seen.OfType<WireMessage>().Any()),
        new("custom_metadata", OurStatusCases.CustomMetadata),
        new("status_code_and_message", OurStatusCases.StatusCodeAndMessage),
        new("special_status_message", OurStatusCases.SpecialStatusMessage),
        new("unimplemented_method", OurUnaryCases.UnimplementedMethod),
        new("unimplemented_service", OurUnaryCases.UnimplementedService),
        new("cancel_after_begin", OurStreamCases.CancelAfterBegin, OnlyTheLastIsKept) { CallsAgain = true },
        new("cancel_after_first_response", OurStreamCases.CancelAfterFirstResponse, seen => seen.OfType<WireFrame>().Any(IsCancel)),
        new("timeout_on_sleeping_server", OurStreamCases.TimeoutOnSleepingServer),
        new("rpc_soak", OurUnaryCases.RpcSoak, seen => seen.Select(one => one.Connection).Distinct().Count() == 1),
    ];

    /// <summary>What the tap must have seen of a case with this peer.</summary>
    public static Func<WireEvent[], bool>? OnWire(InteropCase one, Peer peer, Direction direction) =>
        ServerCannotCompress(one, peer, direction) ? seen => FlagsOf(seen, Sender.Server).SequenceEqual(Neither)
        : one.OnWire;

    /// <summary>The server of grpc-js compresses nothing.</summary>
    public static bool ServerCannotCompress(InteropCase one, Peer peer, Direction direction) =>
        direction == Direction.OursCalls && peer == Peer.Node && one.Name.StartsWith("server_compressed_", StringComparison.Ordinal);

    private static IEnumerable<bool> FlagsOf(WireEvent[] seen, Sender sender) =>
        seen.OfType<WireMessage>().Where(message => message.Sender == sender).Select(message => message.Compressed);

    /// <summary>
    /// A call that is cancelled before it was sent may never be sent; what was sent is cancelled there too, unless both sides had ended it:
    /// Node ends a stream that it cancels, and ours may answer that end first.
    /// </summary>
    private static bool OnlyTheLastIsKept(WireEvent[] seen)
    {
        var frames = seen.OfType<WireFrame>().ToLookup(frame => (frame.Connection, frame.Stream));
        var begun = seen.OfType<WireFrame>().Where(IsHeaders).Select(frame => frames[(frame.Connection, frame.Stream)]).ToArray();
        return begun.Length > 0 && begun.SkipLast(1).All(call => call.Any(IsCancel) || call.Where(frame => frame.EndsStream).Select(frame => frame.Sender).Distinct().Count() == 2);
    }

    private static bool IsHeaders(WireFrame frame) => frame is { Type: FrameType.Headers, Sender: Sender.Client };

    private static bool IsCancel(WireFrame frame) => frame is { Type: FrameType.RstStream, Sender: Sender.Client, ErrorCode: 8 };
}
