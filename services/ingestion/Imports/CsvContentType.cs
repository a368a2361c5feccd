using System.Net.Http.Headers;

namespace FactoryTwin.Services.Ingestion.Imports;

/// <summary>Which content types an import takes: text/csv in UTF-8 (RFC 7111).</summary>
internal static class CsvContentType
{
    /// <summary>What is wrong with it, or null.</summary>
    public static string? Fault(string contentType)
    {
        if (contentType.Length == 0) return "is missing; expected text/csv";
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !string.Equals(type.MediaType, "text/csv", StringComparison.OrdinalIgnoreCase))
            return $"'{contentType}' cannot be imported; expected text/csv";
        var charset = type.CharSet?.Trim('"');
        return charset is null || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase)
            ? null
            : $"charset '{charset}' cannot be imported; expected utf-8";
    }
}
