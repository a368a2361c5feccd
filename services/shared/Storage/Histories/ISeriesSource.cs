using FactoryTwin.Storage.Histories.Aggregates;
using FactoryTwin.Storage.Histories.Coding;

namespace FactoryTwin.Storage.Histories;

/// <summary>
/// Where the samples of one series lie, within one snapshot: in chunks that do not overlap, and loose. Loose ones may fall into a
/// chunk's time; a sample that is in both counts once.
/// </summary>
internal interface ISeriesSource
{
    /// <summary>Loose samples of [from, to) in order.</summary>
    IEnumerable<Row> Loose(long from, long to);

    /// <summary>The last loose sample before a time that counts.</summary>
    Row? LastLoose(long before, QualityUse use);

    /// <summary>The chunks that hold a time or follow it and begin before another, in order; those that will be <paramref name="decoded"/> may be fetched at once.</summary>
    IEnumerable<StoredChunk> Chunks(long from, long to, Func<ChunkHead, bool> decoded);

    /// <summary>The chunks that begin before a time, the latest first.</summary>
    IEnumerable<StoredChunk> ChunksBefore(long time);

    /// <summary>A chunk's samples.</summary>
    Row[] Rows(StoredChunk chunk);
}

/// <summary>A chunk's head and where its samples are.</summary>
/// <param name="Head">What the samples come to.</param>
/// <param name="Data">The key of their bytes, where it is not the head's start.</param>
internal readonly record struct StoredChunk(ChunkHead Head, long Data);
