using static FactoryTwin.Services.VirtualPlant.Simulation.Domain.TagTable;

namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>Unit 101, feed and inlet separator. Pressures are absolute.</summary>
internal static class InletTags
{
    public static IReadOnlyList<Tag> All { get; } =
    [
        Measured("101-PT-1001", "Feed pressure", "kPa", "101-V-1001", 0, 6000, 3900, 4500, 4, 1, p => p.Surroundings.FeedPressure),
        Measured("101-TT-1001", "Feed temperature", "degC", "101-V-1001", -20, 80, 22, 38, 0.08, 8, p => p.Surroundings.FeedTemperature),
        Measured("101-FT-1001", "Feed gas flow", "t/h", "101-V-1001", 0, 120, 55, 90, 0.25, 2, p => p.Separator.FeedGas * TonnesPerHour),
        Measured("101-FT-1002", "Feed condensate flow", "t/h", "101-V-1001", 0, 15, 3.5, 8.5, 0.04, 2, p => p.Separator.FeedCondensate * TonnesPerHour),
        Measured("101-FT-1003", "Feed water flow", "t/h", "101-V-1001", 0, 10, 1.5, 5.5, 0.03, 2, p => p.Separator.FeedWater * TonnesPerHour),
        Measured("101-PT-1002", "Inlet separator pressure", "kPa", "101-V-1001", 0, 5000, 3400, 3600, 2.5, 1, p => p.Separator.Pressure),
        Setpoint("101-PC-1002.SP", "Inlet separator pressure setpoint", "kPa", "101-V-1001", 0, 5000, p => p.Controls.SeparatorPressure.Setpoint),
        Output("101-PC-1002.OP", "Compressor speed demand", "101-V-1001", p => p.Controls.SeparatorPressure.Output),
        Measured("101-TT-1002", "Inlet separator temperature", "degC", "101-V-1001", -20, 80, 22, 38, 0.08, 8, p => p.Separator.Temperature),
        Measured("101-LT-1001", "Inlet separator condensate level", "%", "101-V-1001", 0, 100, 40, 60, 0.15, 2, p => p.Separator.CondensateLevel),
        Output("101-LC-1001.OP", "Condensate level valve", "101-V-1001", p => p.Controls.CondensateLevel.Output),
        Measured("101-LT-1002", "Inlet separator water level", "%", "101-V-1001", 0, 100, 40, 60, 0.15, 2, p => p.Separator.WaterLevel),
        Output("101-LC-1002.OP", "Water level valve", "101-V-1001", p => p.Controls.WaterLevel.Output),
        Measured("101-FT-1004", "Condensate to tank", "t/h", "101-V-1001", 0, 15, 3, 9, 0.04, 2, p => p.Separator.CondensateOut * TonnesPerHour),
        Measured("101-FT-1005", "Water to tank", "t/h", "101-V-1001", 0, 10, 1.2, 6, 0.03, 2, p => p.Separator.WaterOut * TonnesPerHour),
    ];
}
