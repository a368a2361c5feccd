using System.Text.RegularExpressions;

namespace FactoryTwin.Services.TwinState.Model.Domain;

/// <summary>The grammar of ids in resource names.</summary>
public static partial class ResourceId
{
    /// <summary>The rule, for error messages.</summary>
    public const string Rule = "must be 1 to 63 of A-Z a-z 0-9 . _ - and start with a letter or digit";

    public static bool IsValid(string id) => Grammar().IsMatch(id);

    /// <summary>True for "<paramref name="collection"/>/{valid id}".</summary>
    public static bool IsName(string collection, string name) => TryParse(collection, name, out _);

    /// <summary>The id of "<paramref name="collection"/>/{id}".</summary>
    public static bool TryParse(string collection, string name, out string id)
    {
        id = name.StartsWith(collection + "/", StringComparison.Ordinal) ? name[(collection.Length + 1)..] : "";
        return IsValid(id);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,62}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Grammar();
}
