namespace FactoryTwin.Storage;

/// <summary>A declared append-only store of raw bytes.</summary>
public sealed record Journal(string Id);

/// <summary>The head of a journal entry.</summary>
public sealed record JournalEntry(long Id, string Key, string ContentType, long SizeBytes, bool Complete, DateTimeOffset Time);
