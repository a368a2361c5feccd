using FsCheck;
using FsCheck.Fluent;

namespace FactoryTwin.Storage.Tests;

/// <summary>A history does under random appends, rollbacks, restarts, compression and pruning what a dictionary does.</summary>
public sealed class HistoryTwinTests(StoreAdapter adapter) : StoreContract(adapter)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    private static readonly Gen<SeriesSample> AnySample =
        from series in Gen.Elements("p", "q", "r", "P")
        from tick in Gen.Choose(-3, 8)
        from value in Gen.Elements(0.0, -0.0, 1.5, -1e-300)
        from quality in Gen.Frequency((5, Gen.Constant(1)), (1, Gen.Constant(2)))
        select new SeriesSample(series, new Sample(Start.AddTicks(tick), value, quality));

    private static readonly Gen<Step> AnyStep =
        from samples in AnySample.ArrayOf()
        from kind in Gen.Frequency((8, Gen.Constant(StepKind.Append)), (2, Gen.Constant(StepKind.AppendAndFail)), (1, Gen.Constant(StepKind.Restart)),
            (2, Gen.Constant(StepKind.Compress)), (1, Gen.Constant(StepKind.Prune)))
        from number in Gen.Choose(-3, 9)
        select new Step(kind, samples, number);

    [TestCase(11u)]
    [TestCase(12u)]
    public void Outcomes_and_contents_are_those_of_a_dictionary(uint seed)
    {
        var run = 0;
        var steps = AnyStep.ListOf().ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(25).WithReplay(seed, 3),
            Prop.ForAll(steps, list => RunAsync(new History($"run_{run++}"), list).GetAwaiter().GetResult()));
    }

    private async Task RunAsync(History history, IEnumerable<Step> steps)
    {
        var twin = new Dictionary<(string Series, DateTimeOffset Time), (long Bits, int Quality)>();
        foreach (var (kind, samples, number) in steps)
        {
            if (kind == StepKind.Restart)
                await ReopenAsync();
            else if (kind == StepKind.Compress)
                await Store.CompressAsync(history, Math.Max(1, number), Ct);
            else if (kind == StepKind.Prune)
                await PruneAsync(history, twin, Start.AddTicks(number));
            else if (kind == StepKind.AppendAndFail)
                await Assert.ThrowsAsync<FormatException>(() => Store.WriteAsync(tx => tx.Append(history, samples).Length < 0 ? 0 : throw new FormatException(), Ct));
            else
                Assert.That(await Store.WriteAsync(tx => tx.Append(history, samples), Ct), Is.EqualTo(samples.Select(sample => Expect(twin, sample)).ToArray()));
        }

        var last = await Store.ReadLastSamplesAsync(history, Ct);
        var series = twin.GroupBy(pair => pair.Key.Series, StringComparer.Ordinal).ToList();
        Assert.That(last.Keys, Is.EquivalentTo(series.Select(group => group.Key)));
        foreach (var group in series)
        {
            var expected = group.OrderBy(pair => pair.Key.Time).Select(pair => (pair.Key.Time, pair.Value)).ToList();
            var stored = await Store.ReadSamplesAsync(history, group.Key, Start.AddDays(-1), Start.AddDays(1), 100, Ct);
            Assert.That(stored.Select(Plain), Is.EqualTo(expected));
            Assert.That(Plain(last[group.Key]), Is.EqualTo(expected[^1]));
        }
    }

    /// <summary>In pieces of three, until fewer are deleted; the twin does it at once.</summary>
    private async Task PruneAsync(History history, Dictionary<(string Series, DateTimeOffset Time), (long Bits, int Quality)> twin, DateTimeOffset before)
    {
        var old = twin.Keys.Where(key => key.Time < before && twin.Keys.Any(other => other.Series == key.Series && other.Time > key.Time)).ToList();
        var (removed, last) = (0, 3);
        while (last == 3)
            removed += last = await Store.PruneAsync(history, before, 3, Ct);
        Assert.That(removed, Is.EqualTo(old.Count));
        foreach (var key in old)
            twin.Remove(key);
    }

    private static AppendOutcome Expect(Dictionary<(string, DateTimeOffset), (long, int)> twin, SeriesSample sample)
    {
        var content = Plain(sample.Sample).Content;
        if (twin.TryAdd((sample.Series, sample.Sample.Time), content))
            return AppendOutcome.Added;
        return twin[(sample.Series, sample.Sample.Time)] == content ? AppendOutcome.Duplicate : AppendOutcome.Conflict;
    }

    private static (DateTimeOffset Time, (long Bits, int Quality) Content) Plain(Sample sample) =>
        (sample.Time, (BitConverter.DoubleToInt64Bits(sample.Value), sample.Quality));

    private enum StepKind { Append, AppendAndFail, Restart, Compress, Prune }

    private sealed record Step(StepKind Kind, SeriesSample[] Samples, int Number)
    {
        public override string ToString() => $"{Kind}({Number}: {string.Join("; ", Samples)})";
    }
}
