using Google.Protobuf;

namespace FactoryTwin.Storage;

/// <summary>A declared collection of documents of one message type.</summary>
/// <param name="Id">Stable id, also the table's: lower-case letters, digits, underscore.</param>
/// <param name="NameOf">The document's name (its primary key), for example "sources/lab".</param>
/// <param name="Indexes">Fields that filters and orders may use.</param>
public sealed record Collection<T>(string Id, Func<T, string> NameOf, params IReadOnlyList<Index<T>> Indexes) where T : class, IMessage<T>, new();

/// <summary>A field that can be filtered and ordered by.</summary>
/// <param name="Field">Its AIP-160 name, for example "due_time".</param>
/// <param name="Kind">How it compares.</param>
/// <param name="Value">string, long, double, bool or DateTimeOffset according to <paramref name="Kind"/>; null where unset:
/// a filter's comparison with an unset field is false, except "!=", and "field:*" asks whether it is set. A changed meaning needs a new field name,
/// because stored documents are not indexed again.</param>
public sealed record Index<T>(string Field, IndexKind Kind, Func<T, object?> Value);

/// <summary>How an indexed field compares.</summary>
public enum IndexKind { Text, Integer, Real, Boolean, Time }

/// <summary>A stored document.</summary>
public sealed record Document<T>(string Name, T Value, string Etag, DateTimeOffset CreateTime, DateTimeOffset UpdateTime);

/// <summary>The document was changed by someone else in between.</summary>
public sealed class EtagMismatchException(string name, string expected, string actual)
    : Exception($"'{name}' has etag '{actual}', the request expected '{expected}'.")
{
    /// <summary>The document.</summary>
    public string Name { get; } = name;

    /// <summary>What the request named; empty: it must not exist.</summary>
    public string Expected { get; } = expected;

    /// <summary>What is stored; empty: nothing is.</summary>
    public string Actual { get; } = actual;
}
