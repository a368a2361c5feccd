using FactoryTwin.Energy.V1;
using FactoryTwin.Services.Energy;
using FactoryTwin.Testing;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Energy.Tests.Tariffs;

/// <summary>The running service, and a tariff as a caller writes it.</summary>
internal sealed class TariffHost : IAsyncDisposable
{
    internal const string Name = "tariffs/plant";

    private TariffHost(ModuleHost host) => Host = host;

    internal ModuleHost Host { get; }

    internal FactoryTwin.Energy.V1.Tariffs.TariffsClient Client => Host.Grpc<FactoryTwin.Energy.V1.Tariffs.TariffsClient>();

    internal static async Task<TariffHost> StartAsync() => new(await ModuleHost.StartAsync(new EnergyModule()));

    internal static Tariff Plant() => new()
    {
        DisplayName = "Plant",
        Currency = "EUR",
        Carrier = "electricity",
        TimeZone = "Europe/Berlin",
        Versions = { Version("2026-01-01", 0.12, 0.36) },
    };

    internal static TariffVersion Version(string day, double valley, double peak) => new()
    {
        EffectiveDay = day,
        Seasons = { new TariffSeason { Id = "year", Spans = { new SeasonSpan { FirstDay = "01-01", LastDay = "12-31" } } } },
        DayTypes = { new TariffDayType { Id = "all", Weekdays = { Enumerable.Range(1, 7).Select(i => (Weekday)i) } } },
        Schedules =
        {
            new TariffSchedule
            {
                Season = "year",
                DayTypes = { "all" },
                Periods =
                {
                    new TariffPeriod { Start = "22:00", End = "06:00", Band = TariffBand.Valley, PricePerKwh = valley },
                    new TariffPeriod { Start = "06:00", End = "22:00", Band = TariffBand.Peak, PricePerKwh = peak },
                },
            },
        },
        DemandCharge = new DemandCharge { Basis = DemandBasis.Actual, PricePerKw = 10 },
        PowerFactorRule = new PowerFactorRule { Decimals = 2, Steps = { new PowerFactorStep { AdjustmentPercent = 5 }, new PowerFactorStep { PowerFactor = 0.9 } }, Source = new LimitSource { Standard = "[D]" } },
        Surcharges = { new TariffSurcharge { DisplayName = "Grid fund", PricePerKwh = 0.01 } },
    };

    internal static EnergyInterval Interval(DateTimeOffset start, double kwh, double minutes = 15) => new()
    {
        StartTime = start.ToTimestamp(),
        EndTime = start.AddMinutes(minutes).ToTimestamp(),
        EnergyKwh = kwh,
        ReactiveKvarh = 0,
    };

    internal async Task<Tariff> CreateAsync(Tariff? tariff = null) => await Client.CreateTariffAsync(new CreateTariffRequest { TariffId = "plant", Tariff = tariff ?? Plant() });

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
