using static FactoryTwin.Services.VirtualPlant.Simulation.Domain.TagTable;

namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>Unit 101, aftercooler and sales header. Pressures are absolute.</summary>
internal static class SalesTags
{
    public static IReadOnlyList<Tag> All { get; } =
    [
        Measured("101-TT-3001", "Aftercooler gas inlet temperature", "degC", "101-E-3001", 0, 200, 70, 105, 0.15, 8, p => p.Aftercooler.GasInTemperature),
        Measured("101-TT-3002", "Aftercooler gas outlet temperature", "degC", "101-E-3001", 0, 120, 36, 44, 0.12, 8, p => p.Aftercooler.GasOutTemperature),
        Setpoint("101-TC-3002.SP", "Aftercooler gas outlet temperature setpoint", "degC", "101-E-3001", 0, 120, p => p.Controls.CoolerOutlet.Setpoint),
        Output("101-TC-3002.OP", "Aftercooler water valve", "101-E-3001", p => p.Controls.CoolerOutlet.Output),
        Measured("101-FT-3001", "Aftercooler water flow", "t/h", "101-E-3001", 0, 450, 100, 380, 0.8, 2, p => p.Aftercooler.WaterFlow * TonnesPerHour),
        Measured("101-TT-3003", "Aftercooler water outlet temperature", "degC", "101-E-3001", 0, 90, 25, 45, 0.1, 8, p => p.Aftercooler.WaterOutTemperature),
        Measured("101-UY-3001", "Aftercooler duty", "kW", "101-E-3001", 0, 4000, 1400, 2700, 0, 0, p => p.Aftercooler.Duty),
        Measured("101-PT-3001", "Sales header pressure", "kPa", "101-V-3001", 0, 10_000, 6850, 7150, 4, 1, p => p.Header.Pressure),
        Setpoint("101-PC-3001.SP", "Sales header pressure setpoint", "kPa", "101-V-3001", 0, 10_000, p => p.Controls.HeaderPressure.Setpoint),
        Output("101-PC-3001.OP", "Sales valve", "101-V-3001", p => p.Controls.HeaderPressure.Output),
        Measured("101-TT-3004", "Sales gas temperature", "degC", "101-V-3001", -20, 120, 34, 46, 0.1, 8, p => p.Header.Temperature),
        Measured("101-FT-3002", "Sales gas flow", "t/h", "101-V-3001", 0, 120, 50, 90, 0.25, 2, p => p.Header.SalesFlow * TonnesPerHour),
        Total("101-FQ-3002", "Sales gas delivered", "t", "101-V-3001", p => p.Header.SoldTonnes),
        Measured("101-PT-3002", "Sales line pressure", "kPa", "101-V-3001", 0, 10_000, 6400, 6600, 3, 1, p => p.Surroundings.SalesLinePressure),
    ];
}
