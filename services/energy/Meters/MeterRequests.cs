using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Services.Energy.Meters.Domain;

namespace FactoryTwin.Services.Energy.Meters;

/// <summary>Checks meters and their readings; every fault is told at once, by field.</summary>
internal static class MeterRequests
{
    private const int MaxText = 200;
    private const int MaxReadings = 50_000;
    private const double MaxCount = 1e15;
    private static readonly string[] Changeable = ["display_name", "carrier", "unit", "point", "multiplier", "register_modulus", "bidirectional", "max_gap", "formula", "accuracy_percent", "accuracy_source"];

    /// <summary>The meter as it will be stored; its formula's meters are still to be looked up.</summary>
    public static Meter Created(CreateMeterRequest request)
    {
        var (given, name) = NewResource.Of(request.Meter, request.MeterId, "meters", "meter", static (each, _, faults) => Check(each, faults));
        var meter = given.Clone();
        meter.Name = name;
        return meter;
    }

    /// <summary>The stored meter with the request's changes.</summary>
    public static Meter Updated(Meter stored, UpdateMeterRequest request) =>
        ResourceChange.Of(stored, request.Meter, request.UpdateMask, Changeable, static (each, faults) => Check(each, faults));

    /// <summary>Readings to add.</summary>
    public static List<Storage.Sample> Readings(ImportReadingsRequest request, Meter meter)
    {
        var faults = new Faults();
        faults.Unless(meter.Kind != MeterKind.Virtual, "name", "is a virtual meter, which has no readings");
        faults.Unless(request.Readings.Count is >= 1 and <= MaxReadings, "readings", $"must be 1 to {MaxReadings}");
        faults.ThrowIfAny();
        var times = new HashSet<DateTimeOffset>();
        var samples = new List<Storage.Sample>(request.Readings.Count);
        for (var i = 0; i < request.Readings.Count; i++)
        {
            var given = request.Readings[i];
            faults.Unless(Math.Abs(given.Value) <= MaxCount, $"readings[{i}].value", "must be a number between -1e15 and 1e15");
            if (faults.Time(given.ReadTime, $"readings[{i}].read_time") is not { } time) continue;
            faults.Unless(time.Year is >= 1970 and < 2200, $"readings[{i}].read_time", "must be from 1970 to 2199");
            faults.Unless(times.Add(time), $"readings[{i}].read_time", "is there twice");
            samples.Add(new Storage.Sample(time, given.Value, (int)FactoryTwin.Common.V1.Quality.Good));
        }
        faults.ThrowIfAny();
        return samples;
    }

    /// <summary>What the meter's readings mean.</summary>
    public static MeterRule Rule(Meter meter) => new(
        (MeterKindModel)meter.Kind,
        meter.Multiplier == 0 ? 1 : meter.Multiplier,
        meter.RegisterModulus,
        meter.Bidirectional,
        meter.MaxGap?.ToTimeSpan() ?? TimeSpan.FromHours(1));

    private static void Check(Meter given, Faults faults)
    {
        Text(given.DisplayName, "meter.display_name", required: true);
        Text(given.Carrier, "meter.carrier", required: true);
        Text(given.Unit, "meter.unit", required: true);
        faults.Unless(given.Kind != MeterKind.Unspecified && System.Enum.IsDefined(given.Kind), "meter.kind", "is required");
        faults.Unless(given.Point.Length == 0 || ResourceNames.IsName(given.Point, "points"), "meter.point", "must be empty or look like points/{point}");
        faults.Unless(given.Multiplier is >= 0 and <= 1e9, "meter.multiplier", "must be a number from 0 to 1,000,000,000");
        faults.Unless(given.RegisterModulus is >= 0 and <= MaxCount, "meter.register_modulus", "must be a number from 0 to 1e15");
        faults.Unless(given.RegisterModulus == 0 || given.Kind == MeterKind.Register, "meter.register_modulus", "is of a register");
        faults.Unless(!given.Bidirectional || given.Kind == MeterKind.Register, "meter.bidirectional", "is of a register");
        faults.Unless(given.MaxGap is null or { Seconds: >= 1 and <= 31_622_400, Nanos: 0 }, "meter.max_gap", "must be whole seconds, from one to 366 days");
        faults.Unless(!given.HasAccuracyPercent || given.AccuracyPercent is >= 0 and <= 100, "meter.accuracy_percent", "must be a number from 0 to 100");
        faults.Unless(!given.HasAccuracyPercent || given.Kind != MeterKind.Virtual, "meter.accuracy_percent", "is not of a virtual meter");
        faults.Unless(given.Kind != MeterKind.Virtual || given.Point.Length == 0, "meter.point", "is not of a virtual meter");
        faults.Unless(given.Kind == MeterKind.Virtual || given.Formula.Length == 0, "meter.formula", "is of a virtual meter");
        if (given.Kind == MeterKind.Virtual) Read(given.Formula, faults);

        void Text(string text, string field, bool required) =>
            faults.Unless((!required || !string.IsNullOrWhiteSpace(text)) && text.Length <= MaxText, field, $"is required, with at most {MaxText} characters");
    }

    private static void Read(string formula, Faults faults)
    {
        try
        {
            faults.Unless(Formula.Parse(formula).Meters.Count > 0, "meter.formula", "names no meter in braces");
        }
        catch (FormulaException fault)
        {
            faults.Add("meter.formula", fault.Message);
        }
    }
}
