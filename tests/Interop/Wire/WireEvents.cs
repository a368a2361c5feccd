namespace FactoryTwin.Interop.Tests.Wire;

/// <summary>Who sent it.</summary>
internal enum Sender
{
    Client,
    Server,
}

/// <summary>Types of HTTP/2 frames, by number (RFC 9113, section 6).</summary>
internal enum FrameType : byte
{
    Data = 0,
    Headers = 1,
    Priority = 2,
    RstStream = 3,
    Settings = 4,
    PushPromise = 5,
    Ping = 6,
    GoAway = 7,
    WindowUpdate = 8,
    Continuation = 9,
}

/// <summary>Something that went over a connection.</summary>
/// <param name="Connection">Counts the connections from 0.</param>
/// <param name="Sender">Its direction.</param>
/// <param name="Stream">The HTTP/2 stream, 0 for the connection itself.</param>
internal abstract record WireEvent(int Connection, Sender Sender, int Stream)
{
    /// <summary>All in one line each, for whoever reads why a check failed.</summary>
    public static string Tell(IReadOnlyCollection<WireEvent> seen) => seen.Count == 0 ? "nothing" : string.Join(Environment.NewLine, seen);
}

/// <param name="Connection">See <see cref="WireEvent"/>.</param>
/// <param name="Sender">See <see cref="WireEvent"/>.</param>
/// <param name="Stream">See <see cref="WireEvent"/>.</param>
/// <param name="Type">The frame's type.</param>
/// <param name="Flags">The frame's flags: 0x1 is END_STREAM, and ACK of pings and settings.</param>
/// <param name="Length">Of its payload, in bytes.</param>
/// <param name="ErrorCode">Of RST_STREAM and GOAWAY.</param>
/// <param name="Text">GOAWAY's debug data.</param>
internal sealed record WireFrame(int Connection, Sender Sender, int Stream, FrameType Type, byte Flags, int Length, uint ErrorCode, string Text)
    : WireEvent(Connection, Sender, Stream)
{
    public bool EndsStream => Type is FrameType.Data or FrameType.Headers && (Flags & 0x1) != 0;

    public bool IsAck => Type is FrameType.Ping or FrameType.Settings && (Flags & 0x1) != 0;

    public override string ToString() => $"{Connection}.{Stream} {Sender} {Type} flags {Flags:x} length {Length} {(Type is FrameType.RstStream or FrameType.GoAway ? $"error {ErrorCode} " : "")}{Text}".TrimEnd();
}

/// <summary>The prefix of one gRPC message.</summary>
internal sealed record WireMessage(int Connection, Sender Sender, int Stream, bool Compressed, int Length) : WireEvent(Connection, Sender, Stream)
{
    public override string ToString() => $"{Connection}.{Stream} {Sender} message length {Length}{(Compressed ? " compressed" : "")}";
}
