using FactoryTwin.Storage.Histories;

namespace FactoryTwin.Storage.Tests.Histories;

/// <summary>Rows of rising times as plants and as nobody would send them.</summary>
internal static class AnyRows
{
    private static readonly double[] Odd =
        [0.0, -0.0, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue, 2.2250738585072014E-308, 1.0 / 3, 0.1, 1e22, 9007199254740993];

    /// <summary>Names of the kinds of <see cref="Of"/>.</summary>
    public static readonly string[] Kinds = ["noise", "decimal", "constant", "counter", "steps", "odd", "bits", "float"];

    public static Row[] Of(string kind, int count, Random random)
    {
        var rows = new Row[count];
        var time = random.NextInt64(0, DateTime.MaxValue.Ticks / 2);
        var value = 20.0;
        for (var i = 0; i < count; i++)
        {
            value = kind switch
            {
                "noise" => 20 + random.NextDouble(),
                "decimal" => Math.Round(value + random.NextDouble() - 0.5, 2),
                "counter" => value + random.Next(3),
                "steps" => random.Next(10) == 0 ? random.Next(5) : value,
                "odd" => Odd[random.Next(Odd.Length)],
                "bits" => Finite(random),
                "float" => (float)(20 + random.NextDouble()),
                _ => value,
            };
            rows[i] = new Row(time, value, random.Next(20) == 0 ? random.Next(-3, 5) : 1);
            time += random.Next(4) switch { 0 => 1 + random.Next(1000), 1 => TimeSpan.TicksPerMillisecond * (1 + random.Next(2000)), _ => TimeSpan.TicksPerSecond };
        }
        return rows;
    }

    private static double Finite(Random random)
    {
        while (true)
        {
            var value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (double.IsFinite(value))
                return value;
        }
    }
}
