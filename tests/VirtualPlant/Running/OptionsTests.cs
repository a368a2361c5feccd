using FactoryTwin.Services.VirtualPlant;

namespace FactoryTwin.VirtualPlant.Tests.Running;

public sealed class OptionsTests
{
    [Test]
    public void The_defaults_have_no_fault() => Assert.That(VirtualPlantOptions.Check(new()), Is.Empty);

    [Test]
    public void All_faults_are_told_at_once()
    {
        var faults = VirtualPlantOptions.Check(new()
        {
            Speed = double.NaN,
            Interval = TimeSpan.Zero,
            FurnaceCapacity = 0,
            MaxWaitingBatches = 0,
            PushTimeout = TimeSpan.Zero,
            MaxRetryDelay = TimeSpan.Zero,
            Source = "not an id",
            Machine = "",
            PriceSeries = "a/b",
        });

        Assert.That(faults.Select(f => f.Option), Is.EquivalentTo(new[]
        {
            "Speed", "Interval", "FurnaceCapacity", "MaxWaitingBatches", "PushTimeout", "MaxRetryDelay", "Source", "Machine", "PriceSeries",
        }));
    }
}
