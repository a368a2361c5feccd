using FactoryTwin.Storage.Postgres.Histories;

namespace FactoryTwin.Storage.Tests.Postgres;

/// <summary>How much of the writer compressing leaves to those who append.</summary>
public sealed class UpkeepPaceTests
{
    private const int Limit = 1_000;
    private static readonly TimeSpan Piece = TimeSpan.FromMilliseconds(60);

    [TestCase(0, 120)]
    [TestCase(Limit, 120)]
    [TestCase(Limit * 5 / 4, 90)]
    [TestCase(Limit * 3 / 2, 60)]
    [TestCase(Limit * 2, 0)]
    [TestCase(Limit * 20, 0)]
    public void Others_have_twice_as_long_as_a_piece_took_and_less_the_more_waits(int waiting, int milliseconds) =>
        Assert.That(HistoryUpkeep.PauseAfter(Piece, waiting, Limit), Is.EqualTo(TimeSpan.FromMilliseconds(milliseconds)));

    /// <summary>A clock that stands still, as tests have it, makes no pause that would never end.</summary>
    [Test]
    public void A_piece_that_took_no_time_is_followed_by_the_next_at_once() =>
        Assert.That(HistoryUpkeep.PauseAfter(TimeSpan.Zero, Limit, Limit), Is.EqualTo(TimeSpan.Zero));
}
