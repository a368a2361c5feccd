using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Services.Energy.Baselines.Domain;

namespace FactoryTwin.Services.Energy.Baselines;

/// <summary>Checks baselines and observations; every fault is told at once, by field.</summary>
internal static class BaselineRequests
{
    private const int MaxText = 200;
    private const int MaxVariables = 20;
    private const int MaxObservations = 10_000;
    private const double MaxValue = 1e15;
    private static readonly string[] Changeable = ["display_name", "unit", "variables", "observations", "meters", "limits", "enpi_rule"];

    /// <summary>The baseline as it was sent, checked; without observations where they are to be read from meters.</summary>
    public static EnergyBaseline Created(CreateEnergyBaselineRequest request)
    {
        var (given, name) = NewResource.Of(request.EnergyBaseline, request.EnergyBaselineId, "energyBaselines", "energy_baseline", static (each, _, faults) => Check(each, faults));
        return new EnergyBaseline
        {
            Name = name,
            DisplayName = given.DisplayName,
            Unit = given.Unit,
            Variables = { given.Variables },
            Observations = { given.Observations },
            Meters = given.Meters,
            Limits = given.Limits,
            EnpiRule = given.EnpiRule,
            State = BaselineState.Draft,
            Version = 1,
        };
    }

    /// <summary>The next draft: of an approved baseline its next version. Without observations where they are to be read from meters.</summary>
    public static EnergyBaseline Updated(EnergyBaseline stored, UpdateEnergyBaselineRequest request)
    {
        var (before, given) = (stored.Clone(), request.EnergyBaseline.Clone());
        if (stored.Meters is not null)
        {
            // Observations that were read from meters are no part of what a caller gives, even where it sends back what it got.
            if (given.Observations.Equals(stored.Observations)) given.Observations.Clear();
            before.Observations.Clear();
        }
        var draft = ResourceChange.Of(before, given, request.UpdateMask, Changeable, static (each, faults) => Check(each, faults));
        if (stored.State == BaselineState.Approved) draft.Version++;
        (draft.Version, draft.State, draft.Approver, draft.ApproveTime) = (Math.Max(1, draft.Version), BaselineState.Draft, "", null);
        return draft;
    }

    /// <summary>Observations, or the meters that they are read from; one of the two.</summary>
    public static void Check(IReadOnlyList<BaselineObservation> observations, BaselineMeters? meters, int variables, string path, Faults faults)
    {
        faults.Unless(observations.Count == 0 || meters is null, $"{path}observations", "must be empty where meters are given");
        faults.Unless(observations.Count > 0 || meters is not null, $"{path}observations", "or meters are required");
        faults.Unless(observations.Count <= MaxObservations, $"{path}observations", $"may have at most {MaxObservations} entries");
        for (var i = 0; i < Math.Min(observations.Count, MaxObservations); i++)
        {
            var (one, field) = (observations[i], $"{path}observations[{i}]");
            faults.Unless(Math.Abs(one.Energy) <= MaxValue, $"{field}.energy", "must be a number between -1e15 and 1e15");
            faults.Unless(one.Values.Count == variables, $"{field}.values", $"must be {variables}, one for each variable");
            for (var j = 0; j < one.Values.Count; j++) faults.Unless(Math.Abs(one.Values[j]) <= MaxValue, $"{field}.values[{j}]", "must be a number between -1e15 and 1e15");
            if (one.StartTime is not null) faults.Time(one.StartTime, $"{field}.start_time");
        }
        if (meters is null) return;
        faults.Unless(ResourceNames.IsName(meters.EnergyMeter, "meters"), $"{path}meters.energy_meter", "must look like meters/{meter}");
        faults.Unless(meters.VariableMeters.Count == variables, $"{path}meters.variable_meters", $"must be {variables}, one for each variable");
        for (var i = 0; i < Math.Min(meters.VariableMeters.Count, MaxVariables); i++)
            faults.Unless(ResourceNames.IsName(meters.VariableMeters[i], "meters"), $"{path}meters.variable_meters[{i}]", "must look like meters/{meter}");
    }

    /// <summary>Limits in the domain's terms.</summary>
    public static FitLimitsModel Limits(EnergyBaseline baseline) =>
        new(baseline.Limits.MinRSquared, baseline.Limits.MaxP, baseline.Limits.MaxCvRmsePercent, baseline.Limits.MinObservations);

    private static void Check(EnergyBaseline given, Faults faults)
    {
        faults.Unless(!string.IsNullOrWhiteSpace(given.DisplayName) && given.DisplayName.Length <= MaxText, "energy_baseline.display_name", $"is required, with at most {MaxText} characters");
        faults.Unless(given.Unit.Length <= MaxText, "energy_baseline.unit", $"must have at most {MaxText} characters");
        faults.Unless(given.Variables.Count <= MaxVariables, "energy_baseline.variables", $"may have at most {MaxVariables} entries");
        for (var i = 0; i < Math.Min(given.Variables.Count, MaxVariables); i++)
        {
            faults.Unless(given.Variables[i].Length is > 0 and <= MaxText && given.Variables[i] != BaselineMath.Constant, $"energy_baseline.variables[{i}]", $"is required, with at most {MaxText} characters, and not '{BaselineMath.Constant}'");
            faults.Unless(given.Variables.IndexOf(given.Variables[i]) == i, $"energy_baseline.variables[{i}]", "is there twice");
        }
        if (given.Limits is not { } limits)
        {
            faults.Add("energy_baseline.limits", "is required");
        }
        else
        {
            faults.Unless(limits.MinRSquared is >= 0 and <= 1, "energy_baseline.limits.min_r_squared", "must be a number from 0 to 1");
            faults.Unless(limits.MaxP is >= 0 and <= 1, "energy_baseline.limits.max_p", "must be a number from 0 to 1");
            faults.Unless(limits.MaxCvRmsePercent is >= 0 and <= 1_000, "energy_baseline.limits.max_cv_rmse_percent", "must be a number from 0 to 1000");
            faults.Unless(limits.MinObservations is >= 0 and <= MaxObservations, "energy_baseline.limits.min_observations", $"must be 0 to {MaxObservations}");
            faults.Unless(limits.Source is { Standard.Length: > 0 }, "energy_baseline.limits.source.standard", "is required: a limit is nothing without it");
        }
        if (given.EnpiRule is { } rule)
        {
            faults.Unless(rule.DeviationPercent is > 0 and <= 1_000, "energy_baseline.enpi_rule.deviation_percent", "must be a number above 0, at most 1000");
            faults.Unless(rule.Periods is >= 0 and <= 1_000, "energy_baseline.enpi_rule.periods", "must be 0 to 1000");
            faults.Unless(rule.Source is { Standard.Length: > 0 }, "energy_baseline.enpi_rule.source.standard", "is required: a rule is nothing without it");
        }
        Check(given.Observations, given.Meters, given.Variables.Count, "energy_baseline.", faults);
    }
}
