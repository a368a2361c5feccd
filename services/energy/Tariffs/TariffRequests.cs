using System.Text.RegularExpressions;
using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Services.Energy.Tariffs.Domain;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Services.Energy.Tariffs;

/// <summary>Checks tariffs and what is asked of them; every fault is told at once, by field.</summary>
internal static partial class TariffRequests
{
    private const int MaxText = 200;
    private const int MaxVersions = 50;
    private static readonly TimeSpan MaxSpan = TimeSpan.FromDays(366);
    private static readonly DateTimeOffset Earliest = new(1970, 1, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2199, 12, 30, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Changeable = ["display_name", "currency", "carrier", "time_zone", "versions"];

    /// <summary>The tariff as it will be stored.</summary>
    public static Tariff Created(CreateTariffRequest request)
    {
        var (given, name) = NewResource.Of(request.Tariff, request.TariffId, "tariffs", "tariff", static (each, _, faults) => Read(each, faults));
        return Stored(given, name);
    }

    /// <summary>The stored tariff with the request's changes; without a mask all fields that can change are taken.</summary>
    public static Tariff Updated(Tariff stored, UpdateTariffRequest request) =>
        Stored(ResourceChange.Of(stored, request.Tariff, request.UpdateMask, Changeable, static (each, faults) => Read(each, faults)), stored.Name);

    /// <summary>A stored tariff in the domain's terms.</summary>
    public static TariffModel Model(Tariff stored)
    {
        var faults = new Faults();
        var model = Read(stored, faults);
        faults.ThrowIfAny();
        return model;
    }

    /// <summary>A span of at most a year.</summary>
    public static (DateTimeOffset Start, DateTimeOffset End) Span(Timestamp? start, Timestamp? end, Faults faults)
    {
        var (from, to) = (faults.Time(start, "start_time") ?? Earliest, faults.Time(end, "end_time") ?? Latest);
        if (start is null || end is null || faults.Count > 0) return (from, to);
        faults.Unless(to > from, "end_time", "must be after start_time");
        faults.Unless(to - from <= MaxSpan, "end_time", "must be at most 366 days after start_time");
        faults.Unless(from >= Earliest, "start_time", "must not be before 1970");
        faults.Unless(to <= Latest, "end_time", "must not be after 2199");
        return (from, to);
    }

    /// <summary>An IANA zone by its name; null where this system knows none.</summary>
    public static TimeZoneInfo? Zone(string name) =>
        name.Length is > 0 and <= MaxText && !name.Contains("..", StringComparison.Ordinal) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    private static TariffModel Read(Tariff given, Faults faults)
    {
        faults.Unless(!string.IsNullOrWhiteSpace(given.DisplayName), "tariff.display_name", "is required");
        faults.Unless(given.DisplayName.Length <= MaxText, "tariff.display_name", $"must have at most {MaxText} characters");
        faults.Unless(given.Carrier.Length <= MaxText, "tariff.carrier", $"must have at most {MaxText} characters");
        faults.Unless(Currency().IsMatch(given.Currency), "tariff.currency", "must be an ISO 4217 code such as CNY");
        var zone = Zone(given.TimeZone);
        faults.Unless(
            zone is not null,
            "tariff.time_zone",
            "must be an IANA zone that this system knows, such as Asia/Shanghai");
        faults.Unless(given.Versions.Count is >= 1 and <= MaxVersions, "tariff.versions", $"must be 1 to {MaxVersions}");
        var reading = new TariffReading(faults);
        var versions = given.Versions.Take(MaxVersions).Select((v, i) => reading.Version(v, $"tariff.versions[{i}]")).ToList();
        for (var i = 1; i < versions.Count; i++)
        {
            if (versions[i].EffectiveDay != default && versions[i].EffectiveDay <= versions[i - 1].EffectiveDay)
                faults.Add($"tariff.versions[{i}].effective_day", "must be after that of the version before it");
        }
        return new TariffModel(zone ?? TimeZoneInfo.Utc, versions);
    }

    private static Tariff Stored(Tariff given, string name) => new()
    {
        Name = name,
        DisplayName = given.DisplayName,
        Currency = given.Currency,
        Carrier = given.Carrier,
        TimeZone = given.TimeZone,
        Versions = { given.Versions },
    };

    [GeneratedRegex(@"\A[A-Z]{3}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Currency();
}
