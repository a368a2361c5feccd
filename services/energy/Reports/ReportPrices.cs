using FactoryTwin.Energy.V1;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Energy.Meters;
using FactoryTwin.Services.Energy.StandardCoal.Domain;
using FactoryTwin.Services.Energy.Tariffs;
using FactoryTwin.Services.Energy.Tariffs.Domain;

namespace FactoryTwin.Services.Energy.Reports;

/// <summary>What a unit of a carrier costs in each interval.</summary>
/// <param name="PerKwh">Mean price over the interval, with surcharges; what an interval took is spread evenly over it, so that this is what the bill comes to.</param>
/// <param name="KwhPerUnit">0: the meters' unit says.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Clock">The tariff on the time axis.</param>
internal sealed record ReportPrices(double[] PerKwh, double KwhPerUnit, string Currency, TariffClock Clock)
{
    /// <summary>Of a tariff, over a grid.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, "first_day": the tariff has no version yet.</exception>
    public static ReportPrices Of(ReportTariff of, Tariff tariff, IntervalGrid grid)
    {
        var clock = new TariffClock(TariffRequests.Model(tariff));
        var stretches = clock.Stretches(grid.Start, grid.End).ToList();
        if (stretches.Count == 0 || stretches[0].Start > grid.Start) throw RpcErrors.InvalidArgument(("first_day", $"is before the first version of {tariff.Name}"));
        var prices = new double[grid.Count];
        var first = 0;
        for (var i = 0; i < grid.Count; i++)
        {
            var (start, end) = (grid.Start + (i * grid.Length), grid.Start + ((i + 1) * grid.Length));
            while (stretches[first].End <= start) first++;
            for (var j = first; j < stretches.Count && stretches[j].Start < end; j++)
            {
                var (from, to) = (stretches[j].Start > start ? stretches[j].Start : start, stretches[j].End < end ? stretches[j].End : end);
                prices[i] += (to - from) / grid.Length * (stretches[j].PricePerKwh + stretches[j].Version.SurchargePerKwh);
            }
        }
        return new ReportPrices(prices, of.KwhPerUnit, tariff.Currency, clock);
    }

    /// <summary>What a unit costs in an interval.</summary>
    /// <exception cref="Grpc.Core.RpcException">FAILED_PRECONDITION: the unit is none of energy, and the report does not say what it is worth.</exception>
    public double PerUnit(Meter meter, int interval) => Kwh(meter) * PerKwh[interval];

    /// <summary>The energy of a unit.</summary>
    /// <exception cref="Grpc.Core.RpcException">FAILED_PRECONDITION: the unit is none of energy, and the report does not say what it is worth.</exception>
    public double Kwh(Meter meter)
    {
        var worth = KwhPerUnit > 0 ? KwhPerUnit : Units.Ratio(meter.Unit, "kWh");
        return worth is { } kwh
            ? kwh
            : throw RpcErrors.FailedPrecondition("UNIT_HAS_NO_ENERGY", meter.Name, $"It counts {meter.Unit}; the report's tariff for {meter.Carrier} needs kwh_per_unit.");
    }
}
