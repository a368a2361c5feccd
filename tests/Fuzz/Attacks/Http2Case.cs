namespace FactoryTwin.Fuzz.Attacks;

/// <summary>What must become of a connection.</summary>
internal enum Fate
{
    /// <summary>It breaks the protocol: the server must end it.</summary>
    Ends,

    /// <summary>As <see cref="Ends"/>, but the web server of .NET 10 names the wrong code (INTERNAL_ERROR), which is not ours to mend.</summary>
    EndsWithAnyCode,

    /// <summary>It breaks nothing: the connection serves on.</summary>
    Legal,

    /// <summary>The server may end the connection, for example because it is flooded; else the connection serves on.</summary>
    Either,

    /// <summary>Bytes that may even be the beginning of something: nothing is said of this connection. No preface is sent before them.</summary>
    Garbage,
}

/// <summary>Bytes to send after preface and settings.</summary>
/// <param name="What">Names it.</param>
/// <param name="Fate">What must come of it.</param>
/// <param name="Make">The bytes, given the headers of a sound request.</param>
internal sealed record Http2Case(string What, Fate Fate, Func<Random, List<(string Name, string Value)>, byte[]> Make);
