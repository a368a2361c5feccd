namespace FactoryTwin.Services.Energy.Tariffs.Domain;

/// <summary>What a period of the day is called; numbers as in the contract, dearest first.</summary>
public enum Band { Unspecified, SharpPeak, Peak, Flat, Valley, DeepValley }

/// <summary>A tariff that passed <see cref="TariffCheck"/>.</summary>
/// <param name="Zone">Whose clock and calendar it follows.</param>
/// <param name="Versions">Ordered by effective day.</param>
public sealed record TariffModel(TimeZoneInfo Zone, IReadOnlyList<TariffVersionModel> Versions);

/// <summary>A price list, in force from its day until the next one's.</summary>
public sealed record TariffVersionModel(
    DateOnly EffectiveDay,
    IReadOnlyList<SeasonModel> Seasons,
    IReadOnlyList<DayTypeModel> DayTypes,
    IReadOnlyList<SpecialDayModel> SpecialDays,
    IReadOnlyList<ScheduleModel> Schedules)
{
    /// <summary>What power costs; null: nothing.</summary>
    public DemandModel? Demand { get; init; }

    /// <summary>How the power factor changes the bill; null: not at all.</summary>
    public PowerFactorModel? PowerFactor { get; init; }

    /// <summary>Added to each kilowatt-hour.</summary>
    public double SurchargePerKwh { get; init; }

    /// <summary>Ratios that every schedule must keep.</summary>
    public IReadOnlyList<BandRatioModel> Ratios { get; init; } = [];
}

/// <summary>A day of any year.</summary>
public readonly record struct MonthDay(int Month, int Day) : IComparable<MonthDay>
{
    /// <inheritdoc/>
    public int CompareTo(MonthDay other) => (Month, Day).CompareTo((other.Month, other.Day));
}

/// <summary>Days within the year, both ends included; over New Year where the last is before the first.</summary>
public readonly record struct SpanModel(MonthDay First, MonthDay Last)
{
    /// <summary>Whether the day lies in it.</summary>
    public bool Contains(MonthDay day) => First.CompareTo(Last) <= 0
        ? First.CompareTo(day) <= 0 && day.CompareTo(Last) <= 0
        : First.CompareTo(day) <= 0 || day.CompareTo(Last) <= 0;
}

/// <summary>A part of the year.</summary>
public sealed record SeasonModel(string Id, IReadOnlyList<SpanModel> Spans);

/// <summary>A kind of day.</summary>
public sealed record DayTypeModel(string Id, IReadOnlyList<DayOfWeek> Weekdays);

/// <summary>A day of another type than its day of the week says.</summary>
public readonly record struct SpecialDayModel(DateOnly Day, string DayType);

/// <summary>What the days of a season and of these types cost.</summary>
public sealed record ScheduleModel(string Season, IReadOnlyList<string> DayTypes, IReadOnlyList<PeriodModel> Periods);

/// <summary>A part of the day.</summary>
/// <param name="Start">Minute of the day, 0 to 1439.</param>
/// <param name="End">Minute of the day, 0 to 1440, exclusive; not after the start: over midnight, or all day where equal.</param>
/// <param name="Band">Its name.</param>
/// <param name="PricePerKwh">Its price.</param>
public readonly record struct PeriodModel(int Start, int End, Band Band, double PricePerKwh)
{
    /// <summary>Minutes of a day.</summary>
    public const int Day = 1_440;

    /// <summary>The stretches of one day that it covers, as [from, to) in minutes.</summary>
    public IEnumerable<(int From, int To)> Stretches()
    {
        if (Start < End)
        {
            yield return (Start, End);
            yield break;
        }
        if (End > 0) yield return (0, End);
        yield return (Start, Day);
    }
}

/// <summary>The dearer band's lowest price is at least so many times the cheaper one's highest.</summary>
public readonly record struct BandRatioModel(Band Dear, Band Cheap, double MinRatio);

/// <summary>What is charged for; numbers as in the contract.</summary>
public enum DemandBasisKind { Unspecified, Actual, Contract, Capacity }

/// <summary>What power costs by the month.</summary>
/// <param name="Basis">What is charged for.</param>
/// <param name="PricePerKw">A kilowatt (or kilovolt-ampere) and month.</param>
/// <param name="WindowMinutes">Demand is the mean power over such windows.</param>
public sealed record DemandModel(DemandBasisKind Basis, double PricePerKw, int WindowMinutes)
{
    /// <summary>The agreed demand, or the transformers' capacity in kilovolt-amperes.</summary>
    public double Agreed { get; init; }

    /// <summary>Demand above this share of the agreed one is charged extra.</summary>
    public double ExcessThresholdPercent { get; init; } = 100;

    /// <summary>How many times the price a kilowatt above that share costs.</summary>
    public double ExcessMultiplier { get; init; }

    /// <summary>Bands whose windows count; none: all.</summary>
    public IReadOnlyList<Band> Bands { get; init; } = [];

    /// <summary>The kilowatts that are charged where the largest demand was <paramref name="maxKw"/>.</summary>
    public double Billed(double maxKw) => Basis switch
    {
        DemandBasisKind.Actual => maxKw,
        DemandBasisKind.Contract => Agreed + (ExcessMultiplier * Math.Max(0, maxKw - (Agreed * ExcessThresholdPercent / 100))),
        _ => Agreed,
    };
}

/// <summary>A surcharge or rebate by power factor.</summary>
/// <param name="Decimals">To which it is rounded, half away from zero.</param>
/// <param name="Steps">Ordered by power factor, from 0.</param>
public sealed record PowerFactorModel(int Decimals, IReadOnlyList<(double PowerFactor, double AdjustmentPercent)> Steps)
{
    /// <summary>The rounded power factor of a month.</summary>
    public double Of(double activeKwh, double reactiveKvarh) =>
        Math.Round(activeKwh / Math.Sqrt((activeKwh * activeKwh) + (reactiveKvarh * reactiveKvarh)), Decimals, MidpointRounding.AwayFromZero);

    /// <summary>The last step that the power factor reaches.</summary>
    public double Adjustment(double powerFactor) => Steps.Last(s => s.PowerFactor <= powerFactor).AdjustmentPercent;
}
