using FactoryTwin.Services.Energy.Pricing.Domain;

namespace FactoryTwin.Energy.Tests.Pricing;

public class PriceCsvTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void A_step_lasts_until_the_next_row_and_the_last_as_long_as_the_one_before()
    {
        var (steps, faults) = PriceCsv.Read("start_time,price\n2026-03-01T12:00:00Z,45.1\n2026-03-01T13:00:00Z,-3\n2026-03-01T13:30:00Z,60\n");
        Assert.That(faults, Is.Empty);
        Assert.That(steps, Is.EqualTo(new PriceStep[]
        {
            new(Noon, Noon.AddHours(1), 45.1), new(Noon.AddHours(1), Noon.AddHours(1.5), -3), new(Noon.AddHours(1.5), Noon.AddHours(2), 60),
        }));
    }

    [Test]
    public void Columns_come_in_any_order_and_an_end_time_leaves_a_gap()
    {
        var (steps, faults) = PriceCsv.Read("price,end_time,start_time\r\n\"1e1\",2026-03-01T13:30+01:00,2026-03-01 13:00:00+01:00\r\n20,,2026-03-01T14:00:00Z\r\n");
        Assert.That(faults, Is.Empty);
        Assert.That(steps, Is.EqualTo(new PriceStep[] { new(Noon, Noon.AddMinutes(30), 10), new(Noon.AddHours(2), Noon.AddHours(2.5), 20) }));
    }

    [TestCase("2026-03-01T12:00:00,5", "has no zone")]
    [TestCase("noon,5", "is not a time")]
    [TestCase("2026-02-30T12:00:00Z,5", "is not a time")]
    [TestCase("2026-03-01T12:00:00Z,", "price '' is not a number")]
    [TestCase("2026-03-01T12:00:00Z,NaN", "price 'NaN' is not a number")]
    [TestCase("2026-03-01T12:00:00Z,Infinity", "price 'Infinity' is not a number")]
    [TestCase("2026-03-01T12:00:00Z,1.5.2", "is not a number")]
    [TestCase("2026-03-01T12:00:00Z,2000000", "between -1,000,000 and 1,000,000")]
    [TestCase("2026-03-01T12:00:00Z", "has 1 cells where the header has 2")]
    [TestCase("2026-03-01T12:00:00Z,5,6", "has 3 cells where the header has 2")]
    [TestCase("2026-03-01T10:00:00Z,5", "is not after that of line 2")]
    [TestCase("1969-03-01T10:00:00Z,5", "is not after that of line 2")]
    public void A_fault_is_told_with_its_line_and_nothing_is_taken(string row, string fault)
    {
        var (steps, faults) = PriceCsv.Read($"start_time,price\n2026-03-01T11:00:00Z,1\n{row}\n2026-03-01T13:00:00Z,2\n");
        Assert.That(steps, Is.Empty);
        Assert.That(faults, Has.Count.EqualTo(1));
        Assert.That(faults[0].Line, Is.EqualTo(3));
        Assert.That(faults[0].Description, Does.Contain(fault));
    }

    [Test]
    public void Every_fault_of_a_file_is_told_at_once()
    {
        var (_, faults) = PriceCsv.Read("start_time,price\nx,1\n2026-03-01T12:00:00Z,y\n2026-03-01T12:00:00,z\n");
        Assert.That(faults.Select(f => f.Line), Is.EqualTo(new[] { 2, 3, 4, 4 }));
    }

    [Test]
    public void An_overlap_is_told_by_line()
    {
        var (_, faults) = PriceCsv.Read("start_time,end_time,price\n2026-03-01T12:00:00Z,2026-03-01T14:00:00Z,1\n2026-03-01T13:00:00Z,2026-03-01T15:00:00Z,2\n");
        Assert.That(faults.Single(), Is.EqualTo(new CsvFault(3, "overlaps the step of line 2, which lasts until 2026-03-01T14:00:00+00:00")));
    }

    [TestCase("", "column start_time is missing")]
    [TestCase("time,price\n", "column 'time' is not one of")]
    [TestCase("start_time,price,price\n", "column price is there twice")]
    [TestCase("start_time,price\n", "the file has no rows")]
    [TestCase("start_time,price\n2026-03-01T12:00:00Z,5\n", "the only row needs an end_time")]
    [TestCase("start_time,end_time,price\n2026-03-01T12:00:00Z,2026-03-01T11:00:00Z,5\n", "must be after start_time")]
    public void A_file_that_cannot_be_read_says_why(string text, string fault) =>
        Assert.That(PriceCsv.Read(text).Faults.Select(f => f.Description), Has.Some.Contains(fault));
}
