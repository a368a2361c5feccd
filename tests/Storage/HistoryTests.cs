namespace FactoryTwin.Storage.Tests;

public sealed class HistoryTests(StoreAdapter adapter) : StoreContract(adapter)
{
    private static readonly History Trend = new("trend");
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task The_first_sample_stays_the_same_again_is_a_duplicate_and_another_value_a_conflict()
    {
        var outcomes = await AppendAsync(At("p", 0, 1.5), At("p", 0, 1.5), At("p", 0, 2.5), At("q", 0, 2.5));
        Assert.That(outcomes, Is.EqualTo(new[] { AppendOutcome.Added, AppendOutcome.Duplicate, AppendOutcome.Conflict, AppendOutcome.Added }));

        await ReopenAsync();
        Assert.That(await AppendAsync(At("p", 0, 1.5), At("p", 0, 2.5)), Is.EqualTo(new[] { AppendOutcome.Duplicate, AppendOutcome.Conflict }));
        Assert.That(await ReadAsync("p"), Is.EqualTo(new[] { At("p", 0, 1.5).Sample }));
    }

    [TestCase(-0.0, 0.0)]
    [TestCase(1.0, 1.0000000000000002)]
    [TestCase(double.MaxValue, double.MinValue)]
    [TestCase(double.Epsilon, 0.0)]
    public async Task Values_are_kept_and_compared_bit_for_bit(double value, double neighbour)
    {
        var outcomes = await AppendAsync(At("p", 0, value), At("p", 0, neighbour));

        Assert.That(outcomes, Is.EqualTo(new[] { AppendOutcome.Added, AppendOutcome.Conflict }));
        var stored = (await ReadAsync("p")).Single().Value;
        Assert.That(BitConverter.DoubleToInt64Bits(stored), Is.EqualTo(BitConverter.DoubleToInt64Bits(value)));
    }

    [Test]
    public async Task Another_quality_at_the_same_time_is_a_conflict()
    {
        var bad = At("p", 0, 1);
        var outcomes = await AppendAsync(At("p", 0, 1), bad with { Sample = bad.Sample with { Quality = 3 } });
        Assert.That(outcomes[1], Is.EqualTo(AppendOutcome.Conflict));
    }

    [Test]
    public async Task A_value_that_is_not_finite_is_refused_and_nothing_of_the_call_is_stored([Values(double.NaN, double.PositiveInfinity)] double value)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => AppendAsync(At("p", 0, 1), At("p", 1, value)));
        Assert.That(await ReadAsync("p"), Is.Empty);
        Assert.That(await AppendAsync(At("p", 0, 1)), Is.EqualTo(new[] { AppendOutcome.Added }), "the series' id was rolled back with its sample");
        Assert.That(await ReadAsync("p"), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_range_is_read_oldest_first_without_its_end_and_within_the_limit()
    {
        await AppendAsync([.. new[] { 5, 3, 1, 4, 2 }.Select(i => At("p", i, i)), At("q", 3, 9)]);

        var read = await Store.ReadSamplesAsync(Trend, "p", Start.AddTicks(2), Start.AddTicks(5), 10, Ct);
        Assert.That(read.Select(sample => sample.Value), Is.EqualTo(new[] { 2.0, 3.0, 4.0 }));
        Assert.That(read.All(sample => sample.Time.Offset == TimeSpan.Zero));
        var limited = await Store.ReadSamplesAsync(Trend, "p", Start.AddTicks(2), Start.AddTicks(5), 2, Ct);
        Assert.That(limited.Select(sample => sample.Value), Is.EqualTo(new[] { 2.0, 3.0 }));
        Assert.That(await Store.ReadSamplesAsync(Trend, "unknown", Start, Start.AddDays(1), 10, Ct), Is.Empty);
    }

    [Test]
    public async Task The_last_sample_of_every_series_is_the_newest_by_time_not_by_arrival()
    {
        await AppendAsync(At("p", 5, 5), At("p", 1, 1), At("q", 2, 2));
        await AppendAsync(At("p", 3, 3), At("r", 0, 0));

        var last = await Store.ReadLastSamplesAsync(Trend, Ct);
        Assert.That(last.ToDictionary(pair => pair.Key, pair => pair.Value.Value), Is.EquivalentTo(
            new Dictionary<string, double> { ["p"] = 5, ["q"] = 2, ["r"] = 0 }));
    }

    [Test]
    public async Task Pruning_is_bounded_takes_the_oldest_and_leaves_the_newest_of_a_series()
    {
        await AppendAsync([.. Enumerable.Range(0, 10).Select(i => At("p", i, i)), At("idle", 0, 7)]);

        Assert.That(await Store.PruneAsync(Trend, Start.AddTicks(6), 4, Ct), Is.EqualTo(4));
        Assert.That((await ReadAsync("p")).Select(sample => sample.Value), Is.EqualTo(new double[] { 4, 5, 6, 7, 8, 9 }));
        Assert.That(await Store.PruneAsync(Trend, Start.AddTicks(6), 4, Ct), Is.EqualTo(2));
        Assert.That(await Store.PruneAsync(Trend, Start.AddDays(1), 100, Ct), Is.EqualTo(3));
        Assert.That((await ReadAsync("p")).Single().Value, Is.EqualTo(9));
        Assert.That((await ReadAsync("idle")).Single().Value, Is.EqualTo(7));
    }

    private static SeriesSample At(string series, int ticks, double value) => new(series, new Sample(Start.AddTicks(ticks), value, 1));

    private Task<AppendOutcome[]> AppendAsync(params SeriesSample[] samples) => Store.WriteAsync(tx => tx.Append(Trend, samples), Ct);

    private ValueTask<IReadOnlyList<Sample>> ReadAsync(string series) => Store.ReadSamplesAsync(Trend, series, Start, Start.AddDays(1), 1000, Ct);
}
