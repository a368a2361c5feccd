using FactoryTwin.Energy.V1;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Energy.Baselines.Domain;

namespace FactoryTwin.Services.Energy.Baselines;

/// <summary>Fits and indicators as the contract has them.</summary>
internal static class BaselineMath
{
    /// <summary>What the constant is called among the terms.</summary>
    public const string Constant = "constant";

    /// <summary>The fit of stored observations.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: too few, or a variable that the others determine.</exception>
    public static Fit Fitted(EnergyBaseline baseline)
    {
        var (fit, fault) = LeastSquares.Of([.. baseline.Observations.Select(o => new Observation(o.Energy, [.. o.Values]))]);
        if (fit is not null) return fit;
        throw fault < 0
            ? RpcErrors.InvalidArgument(("energy_baseline.observations", $"{baseline.Observations.Count} are too few for {baseline.Variables.Count} variables; at least {baseline.Variables.Count + 2} are needed"))
            : RpcErrors.InvalidArgument(($"energy_baseline.variables[{fault}]", $"'{baseline.Variables[fault]}' does not change, or follows from the variables before it"));
    }

    /// <summary>The fit as a message.</summary>
    public static BaselineFit ToMessage(this Fit fit, IReadOnlyList<string> variables)
    {
        var message = new BaselineFit
        {
            Observations = fit.Count,
            RSquared = fit.RSquared,
            AdjustedRSquared = fit.AdjustedRSquared,
            Rmse = fit.Rmse,
            CvRmsePercent = fit.CvRmsePercent,
            Terms = { fit.Coefficients.Select((c, i) => new BaselineTerm { Variable = i == 0 ? Constant : variables[i - 1], Coefficient = c.Value, StandardError = c.StandardError, T = c.T, P = c.P }) },
        };
        for (var i = 0; i < variables.Count; i++) (message.Terms[i + 1].Low, message.Terms[i + 1].High) = fit.Ranges[i];
        if (!double.IsNaN(fit.ModelP)) message.ModelP = fit.ModelP;
        return message;
    }

    /// <summary>Periods against a baseline. One that is not approved judges nothing.</summary>
    public static CalculateEnpiResponse Enpi(EnergyBaseline baseline, IReadOnlyList<BaselineObservation> observations, bool approved)
    {
        var fit = Fitted(baseline);
        var response = new CalculateEnpiResponse { Unit = baseline.Unit, Version = Math.Max(1, baseline.Version), Approved = approved };
        if (!approved) response.Reasons.Add($"the baseline is not approved: version {response.Version} is a draft");
        foreach (var one in observations)
        {
            double[] x = [.. one.Values];
            var expected = fit.Expected(x);
            response.ActualEnergy += one.Energy;
            response.ExpectedEnergy += expected;
            response.Saving += expected - one.Energy;
            var period = new EnpiPeriod
            {
                StartTime = one.StartTime,
                ActualEnergy = one.Energy,
                ExpectedEnergy = expected,
                ExpectedError = fit.PredictionError(x),
                Saving = expected - one.Energy,
                CumulativeSaving = response.Saving,
                Values = { x },
                ExtrapolatedVariables = { baseline.Variables.Where((_, i) => x[i] < fit.Ranges[i].Low || x[i] > fit.Ranges[i].High) },
            };
            if (expected > 0) period.Enpi = one.Energy / expected;
            period.Verdict = approved && baseline.EnpiRule is { } rule
                ? (EnpiVerdict)EnpiJudgement.Of(one.Energy, expected, period.ExpectedError, rule.DeviationPercent, period.ExtrapolatedVariables.Count == 0)
                : EnpiVerdict.NotJudged;
            response.Periods.Add(period);
        }
        if (response.ExpectedEnergy > 0) response.Enpi = response.ActualEnergy / response.ExpectedEnergy;
        response.Reasons.AddRange(baseline.FitFaults.Select(f => $"the baseline's fit is bad: {f}"));
        foreach (var variable in baseline.Variables)
        {
            if (response.Periods.Count(p => p.ExtrapolatedVariables.Contains(variable)) is var outside and > 0)
                response.Reasons.Add($"'{variable}' is outside of the range that the baseline has seen in {outside} of {observations.Count} periods");
        }
        response.Reliable = response.Reasons.Count == 0 && observations.Count > 0;
        return response;
    }
}
