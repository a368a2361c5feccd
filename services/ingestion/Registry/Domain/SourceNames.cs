using System.Buffers;

namespace FactoryTwin.Services.Ingestion.Registry.Domain;

/// <summary>Names of sources and of what lies under them.</summary>
internal static class SourceNames
{
    public const string Prefix = "sources/";
    public const string IdRule = "1 to 63 of A-Z a-z 0-9 . _ -, starting with a letter or digit";

    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static bool IsId(string id) => id.Length is > 0 and <= 63 && char.IsAsciiLetterOrDigit(id[0]) && !id.AsSpan().ContainsAnyExcept(Allowed);

    /// <summary>The id in "sources/{id}", or null where the name has another shape.</summary>
    public static string? IdOf(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) && IsId(name[Prefix.Length..]) ? name[Prefix.Length..] : null;

    public static string RawBatch(string source, long id) => $"{source}/rawBatches/{id}";

    public static string RejectedRows(string source) => $"{source}/rejectedRows/";

    /// <summary>The source and the number in "sources/{id}/rawBatches/{number}", or null.</summary>
    public static (string Source, long Id)? ParseRawBatch(string name)
    {
        var parts = name.Split('/');
        return parts is [_, _, "rawBatches", var number] && IdOf($"{parts[0]}/{parts[1]}") is not null && long.TryParse(number, out var id) && id > 0
            ? ($"{parts[0]}/{parts[1]}", id)
            : null;
    }
}
