using System.Text;

namespace FactoryTwin.Rpc.Json;

/// <summary>The text of google.protobuf.FieldMask: "displayName,csvFormat.timeZone" for display_name and csv_format.time_zone.</summary>
internal static class MaskText
{
    /// <summary>The proto name of one path; null where it is none.</summary>
    /// <param name="path">As JSON has it.</param>
    /// <param name="eitherCase">True to take proto names too, as a query parameter may.</param>
    public static string? ToProto(ReadOnlySpan<char> path, bool eitherCase)
    {
        if (path.IsEmpty)
            return null;
        var result = new StringBuilder(path.Length + 4);
        foreach (var letter in path)
        {
            if (char.IsAsciiLetterUpper(letter))
                result.Append('_').Append(char.ToLowerInvariant(letter));
            else if (char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '.' || (letter == '_' && eitherCase))
                result.Append(letter);
            else
                return null;
        }
        return result.ToString();
    }

    /// <exception cref="InvalidDataException">The path would not come back the same.</exception>
    public static void ToJson(ReadOnlySpan<char> path, StringBuilder result)
    {
        for (var at = 0; at < path.Length; at++)
        {
            var letter = path[at];
            if (letter == '_' && at + 1 < path.Length && char.IsAsciiLetterLower(path[at + 1]))
                result.Append(char.ToUpperInvariant(path[++at]));
            else if (letter == '_' || char.IsAsciiLetterUpper(letter))
                throw new InvalidDataException($"The field mask's path '{path}' has no JSON form.");
            else
                result.Append(letter);
        }
    }
}
