using FactoryTwin.Energy.V1;
using FactoryTwin.Events;

namespace FactoryTwin.Energy.Tests.Balances;

public class BalanceMonitorTests
{
    /// <summary>Offices of 39 keep the site in balance, of 30 not; NaN: no reading.</summary>
    [Test]
    public async Task An_imbalance_begins_and_ends_once_whatever_restarts_and_gaps_come_between()
    {
        await using var energy = await BalanceHost.StartAsync();
        double[] offices = [39, 30, 39, 30, double.NaN, 29, 28, 25, double.NaN, 30, 39, 39];
        await BalancesServiceTests.CountAsync(energy, [.. offices.Select(o => (90.0, 10.0, 60.0, o, 30.0, 29.0))]);
        await energy.LookAsync(1);
        for (var quarter = 2; quarter <= 8; quarter++) await energy.LookAsync(quarter);
        await energy.LookAsync(8);
        Assert.That((await ListAsync(energy)).Single(), Is.EqualTo(("balanceNodes/site", 3, 14.0, 3, -1, 0)), "alone the quarter 1 is none; of 4 and 5 nothing is known");

        await energy.Host.RestartAsync();
        await energy.LookAsync(12);
        await energy.LookAsync(12);
        Assert.That((await ListAsync(energy)).Single(), Is.EqualTo(("balanceNodes/site", 3, 14.0, 3, 10, 2)));
        var heard = await Heard.OfAsync(energy.Host, "energy.balances", 2);
        Assert.That(heard.Select(h => (h.Event.Key, h.Event.Type)), Is.EqualTo(new[] { ("balanceNodes/site", ImbalanceBegan.Descriptor.FullName), ("balanceNodes/site", ImbalanceEnded.Descriptor.FullName) }));
        Assert.That((heard[0].Event.Payload<ImbalanceBegan>().Imbalance.Worst.ImbalanceQuantity, heard[1].Event.Payload<ImbalanceEnded>().Imbalance.Worst.ImbalanceQuantity), Is.EqualTo((11.0, 14.0)));
        Assert.That((await energy.Client.ListImbalancesAsync(new ListImbalancesRequest { Parent = "balanceNodes/site", Filter = "active=true" })).Imbalances, Is.Empty);
    }

    private static async Task<List<(string Node, int Start, double Worst, int Periods, int End, int Unjudged)>> ListAsync(BalanceHost energy) =>
        [.. (await energy.Client.ListImbalancesAsync(new ListImbalancesRequest { Parent = "balanceNodes/-" })).Imbalances.Select(i => (
            i.Name[..i.Name.IndexOf("/imb", StringComparison.Ordinal)], Quarter(i.StartTime), i.Worst.ImbalanceQuantity, i.Periods, i.EndTime is null ? -1 : Quarter(i.EndTime), i.UnjudgedPeriods))];

    private static int Quarter(Google.Protobuf.WellKnownTypes.Timestamp time) => (int)((time.ToDateTimeOffset() - BalanceHost.T0).TotalMinutes / 15);
}
