namespace FactoryTwin.Contracts.Tests.Lint;

/// <summary>A fault that is meant, and why.</summary>
internal sealed record Excepted(string Rule, string Element, string Reason);

/// <summary>The list in exceptions.txt: a line each, the rule's id, the element's full name, and the reason behind a colon.</summary>
internal static class Exceptions
{
    public static IReadOnlyList<Excepted> All { get; } =
        [.. File.ReadLines(Path.Combine(Repository.Root, "tests", "Contracts", "exceptions.txt")).Where(line => line.Length > 0 && line[0] != '#').Select(Read)];

    private static Excepted Read(string line)
    {
        var parts = line.Split(": ", 2);
        var names = parts[0].Split(' ');
        return names.Length == 2 && parts.Length == 2
            ? new Excepted(names[0], names[1], parts[1])
            : throw new FormatException($"exceptions.txt: '{line}' is not 'rule element: reason'.");
    }
}
