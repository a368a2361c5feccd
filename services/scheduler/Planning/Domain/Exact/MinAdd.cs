using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

/// <summary>The inner loop: target[k] = min(target[k], source[k] + cost) over a row of states.</summary>
internal static class MinAdd
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(Span<double> target, ReadOnlySpan<double> source, double cost)
    {
        ref var to = ref MemoryMarshal.GetReference(target);
        ref var from = ref MemoryMarshal.GetReference(source[..target.Length]); // checked once, here
        var added = Vector256.Create(cost);
        nuint k = 0;
        var count = (nuint)target.Length;
        for (; k + 16 <= count; k += 16)
        {
            Four(ref to, ref from, k, added);
            Four(ref to, ref from, k + 4, added);
            Four(ref to, ref from, k + 8, added);
            Four(ref to, ref from, k + 12, added);
        }
        for (; k + 4 <= count; k += 4) Four(ref to, ref from, k, added);
        for (; k < count; k++)
        {
            var value = Unsafe.Add(ref from, k) + cost;
            if (value < Unsafe.Add(ref to, k)) Unsafe.Add(ref to, k) = value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(ref double to, ref double from, nuint k, Vector256<double> added) =>
        Vector256.StoreUnsafe(Vector256.MinNative(Vector256.LoadUnsafe(ref to, k), Vector256.LoadUnsafe(ref from, k) + added), ref to, k);
}
