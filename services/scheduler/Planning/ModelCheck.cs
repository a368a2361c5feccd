using FactoryTwin.Hosting;
using FactoryTwin.Services.Scheduler.Planning.Domain;
using Google.Protobuf.WellKnownTypes;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Planning;

/// <summary>Checks a batch model and turns it into the domain's; every fault is named by its field.</summary>
internal static class ModelCheck
{
    private const int MaxCapacity = 1_000;
    private const int MaxAllowance = 10_000;
    private const int MaxSuccessions = 10_000;
    private const int MaxClasses = 33;
    private const double MaxWeight = 1e9;
    private const double MaxPowerMw = 10_000;
    private static readonly TimeSpan MinDuration = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxDuration = TimeSpan.FromDays(30);

    /// <summary>The model, or null with its faults.</summary>
    /// <param name="model">As given.</param>
    /// <param name="field">The field that holds it, for example "machine.model".</param>
    /// <param name="faults">Takes the faults.</param>
    public static BatchModel? Check(V1.BatchModel? model, string field, Faults faults)
    {
        if (model is null)
        {
            faults.Add(field, "is required");
            return null;
        }
        var before = faults.Count;
        faults.Unless(model.Capacity is >= 1 and <= MaxCapacity, $"{field}.capacity", $"must be 1 to {MaxCapacity}");
        faults.Unless(model.InventoryAllowance is >= 0 and <= MaxAllowance, $"{field}.inventory_allowance", $"must be 0 to {MaxAllowance}");
        faults.Unless(model.InventoryWeight is >= 0 and <= MaxWeight, $"{field}.inventory_weight", "must be 0 to 1e9");
        var events = Sizes(model, $"{field}.sizes", faults);
        Successions(model, $"{field}.forbidden_successions", faults);
        var changeovers = SetUps(model, $"{field}.set_ups", faults);
        if (faults.Count > before) return null;
        var forbidden = model.ForbiddenSuccessions.Select(s => (s.Previous, s.Next));
        var checkedModel = new BatchModel(events, model.InventoryAllowance, model.InventoryWeight, model.AllowConsecutiveIdle, forbidden, changeovers);
        if (checkedModel.Successions.Classes <= MaxClasses) return checkedModel;
        faults.Add($"{field}.forbidden_successions", $"at most {MaxClasses - 1} different sets of followers are taken, these have {checkedModel.Successions.Classes - 1}");
        return null;
    }

    private static void Successions(V1.BatchModel model, string field, Faults faults)
    {
        faults.Unless(model.ForbiddenSuccessions.Count <= MaxSuccessions, field, $"at most {MaxSuccessions} are taken");
        foreach (var (pair, i) in model.ForbiddenSuccessions.Take(MaxSuccessions).Select((p, i) => (p, i)))
        {
            faults.Unless(pair.Previous >= 0 && pair.Previous <= model.Capacity, $"{field}[{i}].previous", $"must be 0 to the capacity, {model.Capacity}");
            faults.Unless(pair.Next >= 0 && pair.Next <= model.Capacity, $"{field}[{i}].next", $"must be 0 to the capacity, {model.Capacity}");
            if (model.AllowConsecutiveIdle && pair is { Previous: 0, Next: 0 }) faults.Add($"{field}[{i}]", "contradicts allow_consecutive_idle");
        }
    }

    private static List<Changeover> SetUps(V1.BatchModel model, string field, Faults faults)
    {
        faults.Unless(model.SetUps.Count <= MaxSuccessions, field, $"at most {MaxSuccessions} are taken");
        var (found, pairs) = (new List<Changeover>(), new HashSet<(int, int)>());
        foreach (var (given, i) in model.SetUps.Take(MaxSuccessions).Select((s, i) => (s, i)))
        {
            faults.Unless(given.Previous >= 1 && given.Previous <= model.Capacity, $"{field}[{i}].previous", $"must be 1 to the capacity, {model.Capacity}");
            faults.Unless(given.Next >= 1 && given.Next <= model.Capacity, $"{field}[{i}].next", $"must be 1 to the capacity, {model.Capacity}");
            if (!pairs.Add((given.Previous, given.Next))) faults.Add($"{field}[{i}]", $"{given.Next} after {given.Previous} is there twice");
            Power(given.PowerMw, $"{field}[{i}].power_mw", faults);
            var duration = given.Duration is null ? TimeSpan.Zero : Duration(given.Duration, TimeSpan.Zero, $"{field}[{i}].duration", faults);
            if (given.PowerMw > 0 && duration == TimeSpan.Zero) faults.Add($"{field}[{i}].power_mw", "needs a duration");
            found.Add(new Changeover(given.Previous, given.Next, duration, given.PowerMw));
        }
        return found;
    }

    private static List<BatchEvent> Sizes(V1.BatchModel model, string field, Faults faults)
    {
        var seen = new Dictionary<int, BatchEvent>();
        for (var i = 0; i < model.Sizes.Count; i++)
        {
            var size = model.Sizes[i];
            if (size.Parts < 0 || size.Parts > model.Capacity) faults.Add($"{field}[{i}].parts", $"must be 0 to the capacity, {model.Capacity}");
            Power(size.PowerMw, $"{field}[{i}].power_mw", faults);
            Power(size.SetUpPowerMw, $"{field}[{i}].set_up_power_mw", faults);
            var duration = Duration(size.Duration, MinDuration, $"{field}[{i}].duration", faults);
            var setUp = size.SetUpDuration is null ? TimeSpan.Zero : Duration(size.SetUpDuration, TimeSpan.Zero, $"{field}[{i}].set_up_duration", faults);
            if (size.Parts == 0 && setUp > TimeSpan.Zero) faults.Add($"{field}[{i}].set_up_duration", "must be absent for size 0: its duration is the set-up time");
            if (size.SetUpPowerMw > 0 && setUp == TimeSpan.Zero) faults.Add($"{field}[{i}].set_up_power_mw", "needs a set_up_duration");
            if (!seen.TryAdd(size.Parts, new BatchEvent(size.Parts, duration, size.PowerMw, setUp, size.SetUpPowerMw))) faults.Add($"{field}[{i}].parts", $"size {size.Parts} is there twice");
        }
        var missing = Enumerable.Range(0, Math.Clamp(model.Capacity, 0, MaxCapacity) + 1).Where(b => !seen.ContainsKey(b)).ToList();
        if (missing.Count > 0)
        {
            var told = string.Join(", ", missing.Take(10)) + (missing.Count > 10 ? ", ..." : "");
            faults.Add(field, $"size {told} is missing; every size from 0 (idle) to the capacity must be there once");
        }
        return [.. seen.Values.OrderBy(e => e.Parts)];
    }

    private static void Power(double powerMw, string field, Faults faults)
    {
        if (!double.IsFinite(powerMw) || powerMw < 0) faults.Add(field, "must not be negative");
        else if (powerMw > MaxPowerMw) faults.Add(field, $"must be at most {MaxPowerMw} MW");
    }

    private static TimeSpan Duration(Duration? given, TimeSpan least, string field, Faults faults)
    {
        if (given is null) faults.Add(field, "is required");
        else if (given.Nanos is < 0 or > 999_999_999 || given.Seconds < 0 || given.Seconds > MaxDuration.TotalSeconds || given.ToTimeSpan() < least)
            faults.Add(field, $"must be {least.TotalSeconds} s to 30 days");
        else return given.ToTimeSpan();
        return TimeSpan.Zero;
    }
}
