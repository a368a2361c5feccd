using FactoryTwin.Storage.Postgres;
using FactoryTwin.Testing;

namespace FactoryTwin.Storage.Tests.Postgres;

/// <summary>How samples come to the server: many by its binary COPY, in the format that is written by hand, and few as a statement.</summary>
public sealed class SampleCopyTests
{
    private const int Many = 7_001; // more than a buffer of the copy, which ends within a row
    private static readonly History Trend = new("trend");
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [TestCase(10, 0)]
    [TestCase(Many, 1)]
    public async Task The_server_has_each_sample_as_it_was_given(int count, int copies)
    {
        var server = await PostgresServer.SharedAsync();
        using var proxy = new CuttingProxy(server.Host);
        var schema = $"copied_{count}";
        await using var store = await PostgresStore.OpenAsync(new PostgresStoreOptions(proxy.Connection(server.ConnectionString), schema), TimeProvider.System, Ct);
        var random = new Random(count);
        var samples = Enumerable.Range(0, count).Select(i => new Sample(Start.AddMilliseconds(i), AnyValue(random), random.Next())).ToArray();

        await store.WriteAsync(tx => tx.Append(Trend, [.. samples.Select(sample => new SeriesSample("p", sample))]), Ct);

        Assert.That(proxy.Copies, Is.EqualTo(copies));
        // By the server's own reading, to the last bit: it writes a number so that the same one is read again.
        var rows = (string[])(await server.ExecuteAsync($"SELECT array_agg(concat_ws(' ', time, value, quality) ORDER BY time) FROM {schema}.history_trend"))!;
        Assert.That(rows, Has.Length.EqualTo(count));
        foreach (var (row, sample) in rows.Zip(samples))
        {
            var words = row.Split(' ');
            Assert.That(long.Parse(words[0], Invariant), Is.EqualTo(sample.Time.UtcTicks));
            Assert.That(BitConverter.DoubleToInt64Bits(double.Parse(words[1], Invariant)), Is.EqualTo(BitConverter.DoubleToInt64Bits(sample.Value)));
            Assert.That(words[2], Is.EqualTo(sample.Quality.ToString(Invariant)));
        }
    }

    private static IFormatProvider Invariant => System.Globalization.CultureInfo.InvariantCulture;

    private static double AnyValue(Random random) => random.Next(5) switch
    {
        0 => -0.0,
        1 => double.Epsilon * random.Next(1, 100),
        2 => double.MaxValue * random.NextDouble(),
        3 => random.Next(-1000, 1000),
        _ => random.NextDouble(),
    };
}
