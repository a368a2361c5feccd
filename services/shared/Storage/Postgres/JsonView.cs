using System.Text.RegularExpressions;
using Google.Protobuf;

namespace FactoryTwin.Storage.Postgres;

/// <summary>A document as JSON for people and reports. The bytes beside it are the document: JSON keeps no unknown fields.</summary>
internal static partial class JsonView
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default);

    /// <summary>Null where the message has no JSON form (an Any of a type that is not known here).</summary>
    public static string? Of(IMessage message)
    {
        try
        {
            // jsonb holds no U+0000.
            return Nul().Replace(Formatter.Format(message), @"${slashes}\ufffd");
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"(?<!\\)(?<slashes>(\\\\)*)\\u0000", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Nul();
}
