namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>Constant properties of the site's fluids. Heat capacities in kJ/(kg K), densities in kg/m3, pressures in kPa absolute.</summary>
public static class Fluids
{
    public const double GasHeatCapacity = 2.2;
    public const double CondensateHeatCapacity = 2.1;
    public const double WaterHeatCapacity = 4.18;
    public const double DrumWaterHeatCapacity = 4.3;
    public const double AirHeatCapacity = 1.005;
    public const double CondensateDensity = 700;
    public const double WaterDensity = 1000;

    /// <summary>Heat of evaporation at boiler pressure, kJ/kg.</summary>
    public const double BoilerEvaporation = 2015;

    /// <summary>Lower heating value of the fuel gas, kJ/kg.</summary>
    public const double GasHeatingValue = 47_000;

    /// <summary>Ratio of heat capacities of the gas.</summary>
    public const double GasIsentropicExponent = 1.27;

    public const double ZeroCelsius = 273.15;
    private const double GasConstant = 8.314462618; // kJ/(kmol K)
    private const double GasMolarMass = 18.5;       // kg/kmol
    private const double AirMolarMass = 28.96;

    /// <summary>Z R T / M of the natural gas, kJ/kg.</summary>
    public static double GasExpansion(double compressibility, double celsius) =>
        compressibility * GasConstant * (celsius + ZeroCelsius) / GasMolarMass;

    /// <summary>Pressure of this much natural gas in this volume.</summary>
    public static double GasPressure(double massKg, double compressibility, double celsius, double volumeM3) =>
        massKg * GasExpansion(compressibility, celsius) / volumeM3;

    public static double AirPressure(double massKg, double celsius, double volumeM3) =>
        massKg * GasConstant * (celsius + ZeroCelsius) / AirMolarMass / volumeM3;

    /// <summary>Saturation pressure of water, Antoine's equation for 99 to 374 °C.</summary>
    public static double SaturationPressure(double celsius) =>
        0.133322 * Math.Pow(10, 8.14019 - 1810.94 / (244.485 + celsius));
}
