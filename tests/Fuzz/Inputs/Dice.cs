using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FactoryTwin.Fuzz.Inputs;

/// <summary>Chance that can be repeated: the same seed, attack and number give the same case, whatever ran before it.</summary>
internal static class Dice
{
    public static Random For(int seed, string attack, int number) =>
        new(BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed} {attack} {number}"))));

    public static T Of<T>(this Random random, IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    /// <summary>True in so many of a hundred cases.</summary>
    public static bool Percent(this Random random, int percent) => random.Next(100) < percent;

    public static byte[] Bytes(this Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
