using System.Text;

namespace FactoryTwin.Chaos.Tests.Crash.Worker;

/// <summary>
/// What a worker tells the program that kills it: a line is one write and ends with a mark, so that a kill cannot tear it unseen.
/// Kinds: a writer number (acknowledged), p count (published), h writer:number... (came to the handler), e count (effects stored),
/// r (refused: the store or the bus is away), t writer number (a writer's last), s writer count (its effects so far).
/// </summary>
internal sealed class Report : IDisposable
{
    private const string Mark = " .";
    private readonly Stream output = Console.OpenStandardOutput();
    private readonly Lock gate = new();

    /// <summary>The line's words where it is whole; null where it is torn.</summary>
    public static string[]? Read(string line) => line.EndsWith(Mark, StringComparison.Ordinal) ? line[..^Mark.Length].Split(' ') : null;

    public void Tell(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + Mark + "\n");
        lock (gate)
            output.Write(bytes);
    }

    public void Dispose() => output.Dispose();
}
