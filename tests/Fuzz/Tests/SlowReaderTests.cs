using FactoryTwin.Fuzz.Runs;
using FactoryTwin.Fuzz.V1;

namespace FactoryTwin.Fuzz.Tests;

/// <summary>What a caller hears whose deadline passes while it reads slowly.</summary>
internal sealed class SlowReaderTests
{
    private const string Watch = "/factorytwin.test.fuzz.v1.Probe/WatchThings";

    private static Server.Addresses Addresses => Sut.Server.Addresses;

    private static Thing Large => new() { Text = new string('a', 60_000), Count = 20 };

    [Test]
    public async Task One_that_reads_on_hears_of_its_deadline()
    {
        await using var slow = await HeldStream.OpenAsync(Addresses, Addresses.Services["probe"], Watch, "200m", window: 0);
        await slow.SendAsync(Large, last: true);
        await Task.WhenAny(slow.Done, ReadOnAsync(slow)).WaitAsync(FiringRange.Patience);
        await slow.Done.WaitAsync(FiringRange.Patience);
        Assert.That((slow.Answer.Reset, slow.Answer.GrpcStatus), Is.EqualTo(((int?)null, "4")));
    }

    [Test]
    public async Task The_stream_of_one_that_does_not_ends_with_cancel()
    {
        await using var silent = await HeldStream.OpenAsync(Addresses, Addresses.Services["probe"], Watch, "200m", window: 0);
        await silent.SendAsync(Large, last: true);
        await silent.Done.WaitAsync(FiringRange.Patience);
        Assert.That((silent.Answer.Reset, silent.Answer.GrpcStatus, silent.Answer.GoAway), Is.EqualTo(((int?)8, (string?)null, (int?)null)));
    }

    /// <summary>A little at a time: the messages that wait take longer than the deadline.</summary>
    private static async Task ReadOnAsync(HeldStream slow)
    {
        while (!slow.Done.IsCompleted)
        {
            await slow.ReadOnAsync(20_000);
            await Task.Delay(20);
        }
    }
}
