namespace FactoryTwin.Services.Energy.Pricing.Domain;

/// <summary>A fault of a list of steps; index -1 stands for the list.</summary>
public readonly record struct StepFault(int Index, string Field, string Description);

/// <summary>What must hold of steps before they are written.</summary>
public static class StepCheck
{
    /// <summary>Every fault, by step and field.</summary>
    public static IEnumerable<StepFault> Faults(IReadOnlyList<PriceStep> steps)
    {
        if (steps.Count == 0) yield return new StepFault(-1, "", "at least one step is needed");
        if (steps.Count > StepLimits.MaxSteps) yield return new StepFault(-1, "", $"at most {StepLimits.MaxSteps} steps may be written at once");
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            if (step.Start < StepLimits.Earliest) yield return new StepFault(i, "start_time", "must not be before 1970");
            if (step.End > StepLimits.Latest) yield return new StepFault(i, "end_time", "must not be after 2199");
            if (step.End <= step.Start) yield return new StepFault(i, "end_time", "must be after start_time");
            if (step.End - step.Start > StepLimits.MaxLength) yield return new StepFault(i, "end_time", "must be at most 366 days after start_time");
            if (!double.IsFinite(step.Price)) yield return new StepFault(i, "price_per_mwh", "must be a finite number");
            else if (Math.Abs(step.Price) > StepLimits.MaxPrice) yield return new StepFault(i, "price_per_mwh", "must be between -1,000,000 and 1,000,000");
            if (i > 0 && step.Start < steps[i - 1].End) yield return new StepFault(i, "start_time", "must not be before the end_time of the step before it");
        }
        if (steps.Count > 0 && (steps[^1].End - steps[0].Start).TotalDays > StepLimits.MaxSpanDays)
            yield return new StepFault(-1, "", $"the steps may span at most {StepLimits.MaxSpanDays} days");
    }
}
