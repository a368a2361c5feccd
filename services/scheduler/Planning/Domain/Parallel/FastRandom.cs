using System.Runtime.CompilerServices;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel;

/// <summary>xorshift64* after Vigna: the same numbers for the same seed on every machine, a few instructions each. Not for secrets.</summary>
internal struct FastRandom
{
    private ulong _state;

    public FastRandom(int seed)
    {
        _state = 0x9E3779B97F4A7C15UL * ((ulong)(uint)seed + 1);
        for (var i = 0; i < 8; i++) Next();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next()
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return _state * 0x2545F4914F6CDD1DUL;
    }

    /// <summary>0 .. limit - 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Below(int limit) => (int)(((Next() >> 32) * (ulong)limit) >> 32);

    /// <summary>Above 0, up to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Fraction() => ((Next() >> 11) + 1) * (1.0 / (1UL << 53));
}
