using System.Globalization;

namespace FactoryTwin.Rpc.Wire;

/// <summary>The header grpc-timeout: at most eight digits and a unit (H, M, S, m, u, n).</summary>
internal static class TimeoutCodec
{
    private const long MaxDigits = 99_999_999;

    /// <summary>Timers hold no more; a longer deadline is kept as a time but never fires.</summary>
    public static readonly TimeSpan LongestTimer = TimeSpan.FromDays(24);

    private static readonly (char Unit, long NanosecondsEach)[] Units =
        [('n', 1), ('u', 1_000), ('m', 1_000_000), ('S', 1_000_000_000), ('M', 60_000_000_000), ('H', 3_600_000_000_000)];

    public static bool TryParse(string text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > 9) return false;
        if (!long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var amount)) return false;
        foreach (var (unit, nanoseconds) in Units)
        {
            if (text[^1] != unit) continue;
            // 99,999,999 hours fit into ticks; a fraction of a tick counts as a whole one, so that it is no zero deadline.
            timeout = nanoseconds >= 100 ? TimeSpan.FromTicks(amount * (nanoseconds / 100)) : TimeSpan.FromTicks((amount + 99) / 100);
            return true;
        }
        return false;
    }

    /// <summary>The finest unit that holds the value, rounded up; zero or less is one nanosecond, which is past on arrival.</summary>
    public static string Format(TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero) return "1n";
        foreach (var (unit, nanoseconds) in Units)
        {
            if (nanoseconds < 100)
            {
                if (timeout.Ticks <= MaxDigits / 100) return (timeout.Ticks * 100).ToString(CultureInfo.InvariantCulture) + unit;
                continue;
            }
            var ticksEach = nanoseconds / 100;
            var amount = (timeout.Ticks / ticksEach) + (timeout.Ticks % ticksEach == 0 ? 0 : 1);
            if (amount <= MaxDigits) return amount.ToString(CultureInfo.InvariantCulture) + unit;
        }
        return MaxDigits.ToString(CultureInfo.InvariantCulture) + "H";
    }
}
