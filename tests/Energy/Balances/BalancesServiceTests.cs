using FactoryTwin.Common.V1;
using FactoryTwin.Energy.Tests.Pricing;
using FactoryTwin.Energy.V1;
using FactoryTwin.Services.Energy.Watches.Domain;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.Energy.Tests.Balances;

public class BalancesServiceTests
{
    /// <summary>Worked by hand. Site: in 90 + 10, out 60 + 36, known loss 1 % of 100; 3 are unseen. Area: in 60, out 58, known loss 0.6; 1.4 are unseen.</summary>
    [Test]
    public async Task A_balance_is_told_with_its_uncertainty_and_rolls_up()
    {
        await using var energy = await BalanceHost.StartAsync();
        await CountAsync(energy, (90, 10, 60, 36, 30, 28));
        var site = (await energy.QueryAsync("site", 1)).Single();
        Assert.That((site.InputQuantity, site.OutputQuantity, site.KnownLossQuantity, site.Unit, site.Verdict), Is.EqualTo((100.0, 96.0, 1.0, "kWh", BalanceVerdict.Imbalanced)));
        Assert.That((site.ImbalanceQuantity, site.ImbalancePercent, site.ThresholdPercent, site.ThresholdSource.Standard), Is.EqualTo((3.0, 3.0, 2.0, "[D]")));
        // 2 sqrt(sum of (weight x 0.5 % x quantity)^2 / 3), inputs weighing 1 - 1 %.
        Assert.That(site.UncertaintyQuantity, Is.EqualTo(2 * 0.005 * Math.Sqrt(((Sq(0.99 * 90) + Sq(0.99 * 10) + Sq(60) + Sq(36)) / 3))).Within(1e-9));

        var area = (await energy.QueryAsync("area", 1)).Single();
        Assert.That(area.ImbalanceQuantity, Is.EqualTo(1.4).Within(1e-9), "the rule of the site holds for its parts");
        Assert.That(area.ImbalancePercent, Is.EqualTo(1.4 / 60 * 100).Within(1e-9));
        var whole = (await energy.QueryAsync("site", 1, parts: true)).Single();
        Assert.That((whole.InputQuantity, whole.OutputQuantity), Is.EqualTo((100.0, 94.0)), "what is delivered within is neither");
        Assert.That(whole.ImbalanceQuantity, Is.EqualTo(4.4).Within(1e-9));

        static double Sq(double x) => x * x;
    }

    [Test]
    public async Task Readings_that_are_missing_leave_it_unjudged_and_say_whose()
    {
        await using var energy = await BalanceHost.StartAsync();
        await CountAsync(energy, (90, 10, 64, 35, 30, 28), (90, 10, 64, double.NaN, 30, 28));
        var site = await energy.QueryAsync("site", 2);
        Assert.That(site.Select(b => b.Verdict), Is.EqualTo(new[] { BalanceVerdict.Balanced, BalanceVerdict.NotJudged }));
        Assert.That((site[1].Reasons.Single(), site[1].CoveredPercent, site[1].HasImbalanceQuantity, site[0].Quality), Is.EqualTo(("meters/offices: 0 % covered", 0.0, false, Quality.Good)));
        await energy.MeterAsync("gas", "gas", "m3");
        await energy.CreateAsync("boiler", n => n.Level = BalanceLevel.Site, ("gas", MeterRole.Supply, ""));
        await energy.CountAsync("gas", 0, 5, 5);
        Assert.That((await energy.QueryAsync("boiler", 2)).Select(b => (b.Verdict, b.Reasons.Single())), Is.All.EqualTo((BalanceVerdict.NotJudged, "no rule for gas at balanceNodes/boiler or above")));
    }

    [Test]
    public async Task Flows_are_the_bands_of_a_sankey_diagram_and_what_enters_a_node_leaves_it()
    {
        await using var energy = await BalanceHost.StartAsync();
        await CountAsync(energy, (90, 10, 60, 36, 30, 28));
        var flows = (await energy.Client.QueryFlowsAsync(new QueryFlowsRequest { Name = "balanceNodes/site", StartTime = BalanceHost.T0.ToTimestamp(), EndTime = BalanceHost.T0.AddMinutes(15).ToTimestamp() })).Flows;
        Assert.That(flows.Select(f => (f.SourceNode, f.TargetNode, f.Kind, f.Meter)), Is.EquivalentTo(new[]
        {
            ("", "balanceNodes/site", FlowKind.Supply, "meters/main"), ("", "balanceNodes/site", FlowKind.Production, "meters/solar"),
            ("balanceNodes/site", "balanceNodes/area", FlowKind.Delivery, "meters/to-area"), ("balanceNodes/site", "", FlowKind.Consumption, "meters/offices"),
            ("balanceNodes/site", "", FlowKind.KnownLoss, ""), ("balanceNodes/site", "", FlowKind.Imbalance, ""),
            ("balanceNodes/area", "", FlowKind.Consumption, "meters/line-1"), ("balanceNodes/area", "", FlowKind.Consumption, "meters/line-2"),
            ("balanceNodes/area", "", FlowKind.KnownLoss, ""), ("balanceNodes/area", "", FlowKind.Imbalance, ""),
        }));
        foreach (var node in new[] { "balanceNodes/site", "balanceNodes/area" })
            Assert.That(flows.Where(f => f.TargetNode == node).Sum(f => f.Quantity), Is.EqualTo(flows.Where(f => f.SourceNode == node).Sum(f => f.Quantity)).Within(1e-9));
    }

    [Test]
    public async Task What_does_not_hang_together_is_refused_by_field()
    {
        await using var energy = await BalanceHost.StartAsync();
        await energy.MeterAsync("gas", "electricity", "MWh");
        await energy.MeterAsync("spare");
        var refused = await EnergyHost.RefusedAsync(() => energy.CreateAsync("x", n => n.Level = BalanceLevel.Unspecified, ("spare", MeterRole.Supply, "site"), ("spare", MeterRole.Delivery, "")));
        Assert.That(refused.Select(f => f.Field), Is.EqualTo(new[] { "balance_node.level", "balance_node.meters[0].target", "balance_node.meters[1].meter", "balance_node.meters[1].target" }));
        refused = await EnergyHost.RefusedAsync(() => energy.CreateAsync("x", n => (n.Level, n.Parent) = (BalanceLevel.Site, "balanceNodes/area"),
            ("spare", MeterRole.Delivery, "nowhere"), ("gas", MeterRole.Supply, ""), ("main", MeterRole.Supply, ""), ("none", MeterRole.Supply, "")));
        Assert.That(refused, Is.EqualTo(new[]
        {
            ("balance_node.level", "must be below that of balanceNodes/area, which is Area"),
            ("balance_node.meters[0].target", "there is no 'balanceNodes/nowhere'"),
            ("balance_node.meters[1].meter", "counts electricity in MWh, meters/spare in kWh"),
            ("balance_node.meters[2].meter", "is a meter of balanceNodes/site already; counted twice, it would unbalance both"),
            ("balance_node.meters[3].meter", "there is no 'meters/none'"),
        }));
        refused = await EnergyHost.RefusedAsync(() => energy.CreateAsync("x", n =>
        {
            n.Level = BalanceLevel.Site;
            n.Rules.Add(new BalanceRule { Carrier = "steam", ThresholdPercent = double.NaN, PeriodMinutes = 7, LossPercent = -1 });
        }));
        Assert.That(refused.Select(f => f.Field), Is.EqualTo(new[] { "balance_node.rules[0].threshold_percent", "balance_node.rules[0].period_minutes", "balance_node.rules[0].loss_percent" }));
        await EnergyHost.RefusedAsync(async () => await energy.Client.DeleteBalanceNodeAsync(new DeleteBalanceNodeRequest { Name = "balanceNodes/area" }), StatusCode.FailedPrecondition);
        await energy.CreateAsync("y", n => n.Level = BalanceLevel.Site);
        await energy.Client.DeleteBalanceNodeAsync(new DeleteBalanceNodeRequest { Name = "balanceNodes/y" });
        await EnergyHost.RefusedAsync(async () => await energy.Client.GetBalanceNodeAsync(new GetBalanceNodeRequest { Name = "balanceNodes/y" }), StatusCode.NotFound);
    }

    /// <summary>Quarters of an hour of main, solar, to-area, offices, line-1 and line-2.</summary>
    internal static async Task CountAsync(BalanceHost energy, params (double Main, double Solar, double ToArea, double Offices, double Line1, double Line2)[] quarters)
    {
        await energy.CountAsync("main", 0, [.. quarters.Select(q => q.Main)]);
        await energy.CountAsync("solar", 0, [.. quarters.Select(q => q.Solar)]);
        await energy.CountAsync("to-area", 0, [.. quarters.Select(q => q.ToArea)]);
        await energy.CountAsync("offices", 0, [.. quarters.Select(q => q.Offices)]);
        await energy.CountAsync("line-1", 0, [.. quarters.Select(q => q.Line1)]);
        await energy.CountAsync("line-2", 0, [.. quarters.Select(q => q.Line2)]);
    }
}
