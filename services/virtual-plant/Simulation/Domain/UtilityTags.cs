using static FactoryTwin.Services.VirtualPlant.Simulation.Domain.TagTable;

namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>Units 401 to 601: cooling water, fuel gas, steam, instrument air and electricity.</summary>
internal static class UtilityTags
{
    public static IReadOnlyList<Tag> All { get; } =
    [
        Measured("401-TT-1001", "Cooling water supply temperature", "degC", "401-T-1001", 0, 60, 14, 32, 0.06, 8, p => p.CoolingWater.SupplyTemperature),
        Measured("401-TT-1002", "Cooling water return temperature", "degC", "401-T-1001", 0, 60, 18, 40, 0.06, 8, p => p.CoolingWater.ReturnTemperature),
        Measured("401-FT-1001", "Cooling water flow", "t/h", "401-P-1001", 0, 600, 200, 500, 1, 2, p => p.CoolingWater.Flow * TonnesPerHour),
        Measured("401-PT-1001", "Cooling water pressure", "kPa", "401-P-1001", 0, 800, 350, 520, 1, 1, p => p.CoolingWater.Pressure),
        Measured("401-LT-1001", "Cooling tower basin level", "%", "401-T-1001", 0, 100, 70, 90, 0.1, 3, p => p.CoolingWater.Level),
        Measured("401-FT-1002", "Cooling water make-up", "t/h", "401-T-1001", 0, 12, 1, 6, 0.03, 2, p => p.CoolingWater.Makeup * TonnesPerHour),
        Measured("401-JT-1001", "Cooling water pump power", "kW", "401-P-1001", 0, 150, 40, 110, 0.2, 1, p => p.CoolingWater.Power),
        Total("401-FQ-1002", "Make-up water used", "t", "401-T-1001", p => p.CoolingWater.MakeupTonnes),
        Measured("402-FT-1001", "Fuel gas flow", "kg/h", "501-B-1001", 0, 500, 120, 320, 0.8, 2, p => p.Header.FuelFlow * 3600),
        Total("402-FQ-1001", "Fuel gas used", "t", "501-B-1001", p => p.Header.FuelTonnes),
        Measured("501-PT-1001", "Steam pressure", "kPa", "501-B-1001", 0, 1600, 950, 1050, 1.2, 1, p => p.Boiler.Pressure),
        Output("501-PC-1001.OP", "Boiler firing", "501-B-1001", p => p.Controls.SteamPressure.Output),
        Measured("501-TT-1001", "Steam temperature", "degC", "501-B-1001", 0, 300, 175, 185, 0.1, 8, p => p.Boiler.Temperature),
        Measured("501-LT-1001", "Boiler drum level", "%", "501-B-1001", 0, 100, 45, 55, 0.15, 2, p => p.Boiler.Level),
        Measured("501-FT-1001", "Steam flow", "t/h", "501-B-1001", 0, 10, 2.6, 4.6, 0.02, 2, p => p.Boiler.SteamFlow * TonnesPerHour),
        Measured("501-FT-1002", "Boiler feedwater flow", "t/h", "501-B-1001", 0, 10, 2, 5.5, 0.02, 2, p => p.Boiler.FeedFlow * TonnesPerHour),
        Total("501-FQ-1001", "Steam raised", "t", "501-B-1001", p => p.Boiler.SteamTonnes),
        Measured("502-PT-1001", "Instrument air receiver pressure", "kPa", "502-D-1001", 0, 1200, 700, 820, 0.8, 1, p => p.Air.Pressure),
        Measured("502-FT-1001", "Instrument air flow", "kg/h", "502-D-1001", 0, 500, 140, 290, 1, 2, p => p.Air.Flow * 3600),
        State("502-XS-1001", "Air compressor loaded", "502-K-1001", 1, p => OneIf(p.Air.Loaded)),
        Measured("502-JT-1001", "Air compressor power", "kW", "502-K-1001", 0, 80, 10, 50, 0.1, 1, p => p.Air.Power),
        Measured("601-JT-1001", "Site electric power", "kW", "601-S-1001", 0, 25_000, 2200, 5000, 5, 1, p => p.Electric.Total),
        Measured("601-JT-1002", "Lighting, tracing and offices", "kW", "601-S-1001", 0, 300, 90, 150, 0.3, 1, p => p.Electric.BaseLoad),
        Total("601-JQ-1001", "Site electric energy", "MWh", "601-S-1001", p => p.Electric.EnergyKwh / 1000),
        Measured("601-TT-1001", "Ambient temperature", "degC", "601-S-1001", -40, 60, 8, 36, 0.05, 20, p => p.Surroundings.AmbientTemperature),
    ];
}
