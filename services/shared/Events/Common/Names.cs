using System.Buffers;

namespace FactoryTwin.Events.Common;

/// <summary>Topics' and groups' names: they become names of directories.</summary>
internal static class Names
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static bool IsValid(string name) =>
        name.Length is > 0 and <= 128 && char.IsAsciiLetterOrDigit(name[0]) && !name.AsSpan().ContainsAnyExcept(Allowed);

    public static void Check(string name, string what)
    {
        if (!IsValid(name))
            throw new ArgumentException($"'{name}' cannot name a {what}: 1 to 128 of A-Z a-z 0-9 . _ -, starting with a letter or digit.", nameof(name));
    }
}
