using System.Globalization;

namespace FactoryTwin.Services.Energy.Pricing.Domain;

/// <summary>Times as files write them: RFC 3339, with "T" or a blank, and never without a zone.</summary>
public static class ZonedTime
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mmK",
    ];

    /// <summary>Reads a time; otherwise says what is wrong with it.</summary>
    public static bool TryParse(string text, out DateTimeOffset time, out string fault)
    {
        fault = "";
        var parsed = DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
        if (!parsed) fault = $"'{Short(text)}' is not a time like 2026-01-31T14:00:00Z";
        else if (!HasZone(text)) fault = $"'{Short(text)}' has no zone; write 2026-01-31T14:00:00Z or 2026-01-31T14:00:00+01:00";
        return fault.Length == 0;
    }

    internal static string Short(string text) => text.Length <= 40 ? text : text[..40] + "...";

    private static bool HasZone(string text) => text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
}
