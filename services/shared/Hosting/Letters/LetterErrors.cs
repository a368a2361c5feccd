namespace FactoryTwin.Hosting.Letters;

/// <summary>Reasons of errors that callers act upon.</summary>
public static class LetterErrors
{
    /// <summary>Another instance of the service may have the letter's partition.</summary>
    public const string Elsewhere = "PARTITION_ELSEWHERE";
}

/// <summary>The topics that a service listens to.</summary>
internal sealed record LetterSubscriptions(IReadOnlyList<string> Topics);
