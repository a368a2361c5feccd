using System.Text.RegularExpressions;

namespace FactoryTwin.Hosting;

/// <summary>Names of resources (AIP-122) and the ids in them.</summary>
public static partial class ResourceNames
{
    /// <summary>What an id must be, as the rest of a sentence that begins with the field.</summary>
    public const string IdRule = "must be 1 to 63 letters, digits, '.', '_' or '-', the first a letter or digit";

    /// <summary>Whether a text keeps to <see cref="IdRule"/>.</summary>
    public static bool IsId(string text) => Id().IsMatch(text);

    /// <summary>Whether it is "collection/{id}".</summary>
    public static bool IsName(string text, string collection) =>
        text.StartsWith(collection + "/", StringComparison.Ordinal) && IsId(text[(collection.Length + 1)..]);

    /// <summary>
    /// The id of a new resource: given beside it, or taken from its name ("collection/{id}", or the id alone). Where both are given
    /// they must agree.
    /// </summary>
    public static string NewId(string given, string name, string collection, string idField, string nameField, Faults faults)
    {
        var named = name.StartsWith(collection + "/", StringComparison.Ordinal) ? name[(collection.Length + 1)..] : name;
        if (given.Length > 0 && named.Length > 0 && named != given) faults.Add(nameField, $"must be empty or {collection}/{given}");
        var id = given.Length > 0 ? given : named;
        if (id.Length > 0 && !IsId(id)) faults.Add(given.Length > 0 ? idField : nameField, IdRule);
        return id;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,62}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Id();
}
