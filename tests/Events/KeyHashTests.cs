using FactoryTwin.Events.Common;
using FactoryTwin.Events.Embedded;

namespace FactoryTwin.Events.Tests;

/// <summary>The partition of a key is part of the files' format.</summary>
public sealed class KeyHashTests
{
    [TestCase("", 4, ExpectedResult = 2)]
    [TestCase("sources/plant", 4, ExpectedResult = 3)]
    [TestCase("sources/lab", 4, ExpectedResult = 0)]
    [TestCase("points/µ", 7, ExpectedResult = 1)]
    public int The_partition_of_a_key_never_changes(string key, int partitions) => KeyHash.Partition(key, partitions);

    [Test]
    public void Keys_spread_evenly()
    {
        var counts = Enumerable.Range(0, 10_000).Select(i => KeyHash.Partition($"sources/unit-{i}", 4)).CountBy(p => p).ToDictionary();

        Assert.That(counts.Values, Is.All.InRange(2300, 2700));
    }

    [Test]
    public void The_checksum_is_CRC_32C() => Assert.That(Crc32C.Compute("123456789"u8), Is.EqualTo(0xE3069283u));
}
