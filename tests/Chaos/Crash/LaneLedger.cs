using System.Globalization;
using FactoryTwin.Chaos.Tests.Crash.Worker;

namespace FactoryTwin.Chaos.Tests.Crash;

/// <summary>What the workers of a lane told: kept outside of them, so that no kill takes it away.</summary>
internal sealed class LaneLedger
{
    private readonly Lock gate = new();
    private readonly Dictionary<(int Writer, long Number), int> arrivals = [];
    private readonly long[] lastAcknowledged = new long[Place.Writers];
    private readonly long[] effects = new long[Place.Writers];
    private readonly long[] written = [.. Enumerable.Repeat(-1L, Place.Writers)];

    /// <summary>Transactions of the producer that were answered.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Times that the store or the bus was away.</summary>
    public long Refusals { get; private set; }

    /// <summary>The last number that the writer was told as stored.</summary>
    public long LastAcknowledged(int writer)
    {
        lock (gate)
            return lastAcknowledged[writer];
    }

    /// <summary>Numbers that came to the handler, and how often one came that had come before.</summary>
    public (long Once, long Again) Arrived()
    {
        lock (gate)
            return (arrivals.Count, arrivals.Values.Sum(times => (long)times - 1));
    }

    /// <summary>All writers have told their last number and each has had as many effects.</summary>
    public bool IsComplete()
    {
        lock (gate)
            return written.Zip(effects).All(pair => pair.First >= 0 && pair.Second >= pair.First);
    }

    /// <summary>Takes in a worker's line.</summary>
    public void Take(string[] words)
    {
        lock (gate)
        {
            switch (words[0])
            {
                case "a":
                    Acknowledged++;
                    var (writer, number) = Numbers(words[1], words[2]);
                    lastAcknowledged[writer] = Math.Max(lastAcknowledged[writer], number);
                    break;
                case "h":
                    foreach (var word in words.Skip(1))
                    {
                        var key = word.Split(':') is [var w, var n] ? Numbers(w, n) : throw new FormatException(word);
                        arrivals[key] = arrivals.GetValueOrDefault(key) + 1;
                    }
                    break;
                case "t":
                    var (finished, last) = Numbers(words[1], words[2]);
                    written[finished] = Math.Max(written[finished], last);
                    break;
                case "s":
                    var (of, count) = Numbers(words[1], words[2]);
                    effects[of] = count;
                    break;
                case "r":
                    Refusals++;
                    break;
            }
        }
    }

    private static (int Writer, long Number) Numbers(string writer, string number) =>
        (int.Parse(writer, CultureInfo.InvariantCulture), long.Parse(number, CultureInfo.InvariantCulture));
}
