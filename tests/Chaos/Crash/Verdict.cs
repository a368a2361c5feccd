using FactoryTwin.Chaos.Tests.Crash.Worker;
using FactoryTwin.Storage;

namespace FactoryTwin.Chaos.Tests.Crash;

/// <summary>What the stores of a lane hold in the end, against what its workers told.</summary>
/// <param name="Written">Numbers in the producer's store; each owes one event.</param>
/// <param name="Effects">Numbers that had their effect in the consumer's store.</param>
/// <param name="Lost">Written or acknowledged, without effect.</param>
/// <param name="Doubled">Effects that happened twice, and batches that were handled again behind a stored place.</param>
/// <param name="Foreign">Effects of what was never written.</param>
internal sealed record Verdict(long Written, long Effects, long Lost, long Doubled, long Foreign)
{
    private const int All = int.MaxValue;

    public static async Task<Verdict> OfAsync(Place place, LaneLedger ledger)
    {
        await using var written = await place.OpenStoreAsync("producer", TimeProvider.System);
        await using var effects = await place.OpenStoreAsync("consumer", TimeProvider.System);
        var total = new Verdict(0, 0, 0, 0, 0);
        var found = (await effects.ListAsync(Place.Effects, new ListQuery(All), CancellationToken.None)).Documents.Select(d => d.Name).ToHashSet(StringComparer.Ordinal);
        for (var writer = 0; writer < Place.Writers; writer++)
        {
            var last = (await written.GetAsync(Place.Written, Place.Writer(writer), CancellationToken.None))?.Value.Number ?? 0;
            var owed = Math.Max(last, ledger.LastAcknowledged(writer));
            var have = 0L;
            for (var number = 1L; number <= owed; number++)
                have += found.Remove(Place.Effect(writer, number)) ? 1 : 0;
            var sums = (await effects.GetAsync(Place.Sums, Place.Writer(writer), CancellationToken.None))?.Value ?? new Tally();
            var doubled = Math.Abs(sums.Number - have) + (have == owed && sums.Sum != owed * (owed + 1) / 2 ? 1 : 0);
            // What the producer's store has forgotten is as lost as what never came.
            total = total.Plus(new(last, have, owed - have + Math.Max(0, ledger.LastAcknowledged(writer) - last), doubled, 0));
        }
        var places = await effects.ListAsync(Place.Places, new ListQuery(All), CancellationToken.None);
        return total.Plus(new(0, 0, 0, places.Documents.Sum(d => d.Value.Sum), found.Count));
    }

    public Verdict Plus(Verdict other) =>
        new(Written + other.Written, Effects + other.Effects, Lost + other.Lost, Doubled + other.Doubled, Foreign + other.Foreign);
}
