using FactoryTwin.Energy.Tests.Pricing;
using FactoryTwin.Energy.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static FactoryTwin.Energy.Tests.Baselines.BaselinesServiceTests;

namespace FactoryTwin.Energy.Tests.Baselines;

public class BaselineApprovalTests
{
    [Test]
    public async Task Only_an_approved_version_judges_and_a_change_is_a_new_draft_beside_it()
    {
        await using var energy = await EnergyHost.StartAsync();
        var client = Client(energy);
        var given = Baseline(12);
        given.EnpiRule = new EnpiRule { DeviationPercent = 10, Source = new LimitSource { Standard = "[D]" } };
        var draft = await energy.Host.Grpc<FactoryTwin.Energy.V1.Baselines.BaselinesClient>("engineer").CreateEnergyBaselineAsync(new CreateEnergyBaselineRequest { EnergyBaselineId = "line-1", EnergyBaseline = given });
        Assert.That((draft.State, draft.Version, draft.ApprovedVersion, draft.Author, draft.Approver, draft.ApproveTime), Is.EqualTo((BaselineState.Draft, 1, 0, "engineer", "", (Timestamp?)null)));
        var asked = new CalculateEnpiRequest { Name = draft.Name, Observations = { Of(300, 100), Of(250, 100) } };
        var unjudged = await client.CalculateEnpiAsync(asked);
        Assert.That((unjudged.Approved, unjudged.Reliable, unjudged.Reasons.Single()), Is.EqualTo((false, false, "the baseline is not approved: version 1 is a draft")));
        Assert.That(unjudged.Periods.Select(p => p.Verdict), Is.All.EqualTo(EnpiVerdict.NotJudged));

        foreach (var user in new[] { "engineer", "dispatcher", "" })
            await EnergyHost.RefusedAsync(() => ApproveAsync(energy, draft.Name, user), user.Length > 0 ? StatusCode.PermissionDenied : StatusCode.Unauthenticated);
        var approved = await ApproveAsync(energy, draft.Name, "energy-manager", draft.Etag);
        Assert.That((approved.State, approved.Version, approved.ApprovedVersion, approved.Author, approved.Approver), Is.EqualTo((BaselineState.Approved, 1, 1, "engineer", "energy-manager")));
        Assert.That(approved.ApproveTime.ToDateTimeOffset(), Is.GreaterThanOrEqualTo(approved.CreateTime.ToDateTimeOffset()));
        var judged = await client.CalculateEnpiAsync(asked);
        Assert.That((judged.Approved, judged.Version, judged.Reliable), Is.EqualTo((true, 1, true)));
        Assert.That(judged.Periods.Select(p => p.Verdict), Is.EqualTo(new[] { EnpiVerdict.Deviated, EnpiVerdict.AsExpected }));
        await EnergyHost.RefusedAsync(() => ApproveAsync(energy, draft.Name), StatusCode.FailedPrecondition);

        // After a structural change a period takes 20 more. Until that is approved, version 1 judges.
        var changed = Baseline(13);
        foreach (var one in changed.Observations) one.Energy += 20;
        changed.Name = draft.Name;
        var second = await client.UpdateEnergyBaselineAsync(new UpdateEnergyBaselineRequest { EnergyBaseline = changed, UpdateMask = new FieldMask { Paths = { "observations" } } });
        Assert.That((second.State, second.Version, second.ApprovedVersion, second.Approver, second.ApproveTime, second.Fit.Observations), Is.EqualTo((BaselineState.Draft, 2, 1, "", (Timestamp?)null, 13)));
        Assert.That(await client.CalculateEnpiAsync(asked), Is.EqualTo(judged));
        await EnergyHost.RefusedAsync(() => ApproveAsync(energy, draft.Name, etag: approved.Etag), StatusCode.Aborted);
        second = await client.UpdateEnergyBaselineAsync(new UpdateEnergyBaselineRequest { EnergyBaseline = new EnergyBaseline { Name = draft.Name, DisplayName = "Line 1, rebuilt", Etag = second.Etag }, UpdateMask = new FieldMask { Paths = { "display_name" } } });
        Assert.That((second.Version, second.Fit.Observations), Is.EqualTo((2, 13)), "a draft is changed in its place");
        await ApproveAsync(energy, draft.Name);
        var after = await client.CalculateEnpiAsync(asked);
        Assert.That((after.Version, after.Periods[0].ExpectedEnergy - judged.Periods[0].ExpectedEnergy), Is.EqualTo((2, 20)).Within(0.5));

        await energy.Host.RestartAsync();
        var versions = await Client(energy).QueryBaselineVersionsAsync(new QueryBaselineVersionsRequest { Name = draft.Name });
        Assert.That(versions.EnergyBaselines.Select(v => (v.Version, v.State, v.DisplayName, v.Observations.Count)), Is.EqualTo(new[] { (2, BaselineState.Approved, "Line 1, rebuilt", 13), (1, BaselineState.Retired, "Line 1", 12) }));
        Assert.That((await Client(energy).ListEnergyBaselinesAsync(new ListEnergyBaselinesRequest { Filter = "approved=true" })).EnergyBaselines, Has.Count.EqualTo(1));
        await Client(energy).DeleteEnergyBaselineAsync(new DeleteEnergyBaselineRequest { Name = draft.Name });
        await CreateAsync(energy, Baseline(12));
        Assert.That((await Client(energy).QueryBaselineVersionsAsync(new QueryBaselineVersionsRequest { Name = draft.Name })).EnergyBaselines, Is.Empty, "nothing of the one before it");
    }

    [Test]
    public async Task What_a_change_or_a_rule_lacks_is_told_by_field()
    {
        await using var energy = await EnergyHost.StartAsync();
        var made = await CreateAsync(energy, Baseline(12));
        var wrong = new EnergyBaseline { Name = made.Name, EnpiRule = new EnpiRule { DeviationPercent = -1, Periods = -1 }, Limits = made.Limits };
        var refused = await EnergyHost.RefusedAsync(async () => await Client(energy).UpdateEnergyBaselineAsync(new UpdateEnergyBaselineRequest { EnergyBaseline = wrong }));
        Assert.That(refused.Select(f => f.Field["energy_baseline.".Length..]), Is.EqualTo(new[] { "display_name", "enpi_rule.deviation_percent", "enpi_rule.periods", "enpi_rule.source.standard", "observations" }));
        refused = await EnergyHost.RefusedAsync(async () => await Client(energy).UpdateEnergyBaselineAsync(new UpdateEnergyBaselineRequest { EnergyBaseline = made, UpdateMask = new FieldMask { Paths = { "approver" } } }));
        Assert.That(refused.Single().Field, Is.EqualTo("update_mask"));
        await EnergyHost.RefusedAsync(() => ApproveAsync(energy, "energyBaselines/none"), StatusCode.NotFound);
        await EnergyHost.RefusedAsync(async () => await Client(energy).UpdateEnergyBaselineAsync(new UpdateEnergyBaselineRequest()));
    }

    private static async Task<EnergyBaseline> ApproveAsync(EnergyHost energy, string name, string user = "energy-manager", string etag = "") =>
        await energy.Host.Grpc<FactoryTwin.Energy.V1.Baselines.BaselinesClient>(user).ApproveEnergyBaselineAsync(new ApproveEnergyBaselineRequest { Name = name, Etag = etag });
}
