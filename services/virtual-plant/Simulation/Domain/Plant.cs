namespace FactoryTwin.Services.VirtualPlant.Simulation.Domain;

/// <summary>
/// The gas-processing site: feed, inlet separator, compressors A and B in parallel, aftercooler, sales header, storage with
/// pumps, coating furnace and utilities. One call of <see cref="Step"/> is one fixed step of time.
/// </summary>
public sealed class Plant : IStateful
{
    private readonly double dt;
    private readonly Ledger ledger = new();
    private readonly Neighbours outside;

    public Plant(long seed, IReadOnlyList<BatchRecipe> recipes, double dt)
    {
        this.dt = dt;
        outside = new Neighbours(ledger);
        Surroundings = new Surroundings(seed);
        Separator = new InletSeparator(ledger);
        CompressorA = new Compressor(ledger, new("compressor-a", ShutOffHead: 135, BaseVibration: 1.7, DutyShare: 1));
        CompressorB = new Compressor(ledger, new("compressor-b", ShutOffHead: 133.5, BaseVibration: 1.4, DutyShare: 1));
        Header = new SalesHeader(ledger);
        CondensateTank = new StorageTank(ledger, new("condensate-tank", 30, Fluids.CondensateDensity, Fluids.CondensateHeatCapacity, 5, 800, 1.2), outside.CondensateExport);
        WaterTank = new StorageTank(ledger, new("water-tank", 20, Fluids.WaterDensity, Fluids.WaterHeatCapacity, 3.5, 500, 1.0), outside.WaterExport);
        CoolingWater = new CoolingWater(ledger);
        Boiler = new Boiler(ledger);
        Air = new InstrumentAir(ledger);
        Furnace = new BatchFurnace(ledger, recipes);
        Electric = new ElectricSupply(ledger);
        Instruments = new InstrumentRack(seed, dt);
        Controls = new ControlSystem(Instruments);
    }

    public Ledger Ledger => ledger;
    public Neighbours Outside => outside;
    public Surroundings Surroundings { get; }
    public InletSeparator Separator { get; }
    public Compressor CompressorA { get; }
    public Compressor CompressorB { get; }
    public Aftercooler Aftercooler { get; } = new();
    public SalesHeader Header { get; }
    public StorageTank CondensateTank { get; }
    public StorageTank WaterTank { get; }
    public CoolingWater CoolingWater { get; }
    public Boiler Boiler { get; }
    public InstrumentAir Air { get; }
    public BatchFurnace Furnace { get; }
    public ElectricSupply Electric { get; }
    public InstrumentRack Instruments { get; }
    public ControlSystem Controls { get; }

    public void Step(long step, FaultSwitches faults)
    {
        Surroundings.Step(step, dt);
        Apply(faults);
        if (step > 0) Controls.Step(dt);
        MoveGas();
        MoveLiquids();
        RunUtilities();
        Instruments.Step(this, step);
    }

    public void Visit(StateVisitor visitor)
    {
        visitor.Part("ledger", ledger);
        visitor.Part("surroundings", Surroundings);
        visitor.Part("compressor-a", CompressorA);
        visitor.Part("compressor-b", CompressorB);
        visitor.Part("header", Header);
        visitor.Part("condensate-tank", CondensateTank);
        visitor.Part("water-tank", WaterTank);
        visitor.Part("cooling-water", CoolingWater);
        visitor.Part("boiler", Boiler);
        visitor.Part("air", Air);
        visitor.Part("furnace", Furnace);
        visitor.Part("electric", Electric);
        visitor.Part("instruments", Instruments);
        visitor.Part("controls", Controls);
    }

    private void Apply(FaultSwitches faults)
    {
        CompressorA.WearTarget = faults.Severity("compressor-a-bearing-wear");
        CompressorB.WearTarget = faults.Severity("compressor-b-bearing-wear");
        Header.LeakSeverity = faults.Severity("sales-header-leak");
        CondensateTank.LeakSeverity = faults.Severity("condensate-tank-leak");
        Air.LeakSeverity = faults.Severity("instrument-air-leak");
        Instruments.Apply(faults);
    }

    private void MoveGas()
    {
        Separator.TakeFeed(Surroundings, outside, dt);
        double discharge = Header.Pressure;
        CompressorA.Step(Controls.SeparatorPressure.Output, Separator, Header.Gas, discharge, CoolingWater, outside, dt);
        CompressorB.Step(Controls.SeparatorPressure.Output, Separator, Header.Gas, discharge, CoolingWater, outside, dt);
        Aftercooler.Step(CompressorA, CompressorB, Header.Gas, CoolingWater, Controls.CoolerOutlet.Output, dt);
        Header.Step(Controls.HeaderPressure.Output, Boiler.FuelWish(Controls.SteamPressure.Output), Surroundings, outside, dt);
    }

    private void MoveLiquids()
    {
        Separator.LetLiquids(Controls.CondensateLevel.Output, Controls.WaterLevel.Output, CondensateTank.Liquid, WaterTank.Liquid, dt);
        CondensateTank.Step(Instruments["201-LT-1001"].Value, Surroundings, outside, dt);
        WaterTank.Step(Instruments["202-LT-1001"].Value, Surroundings, outside, dt);
    }

    private void RunUtilities()
    {
        Furnace.Step(Surroundings, outside, dt);
        Air.Step(CoolingWater, Surroundings, outside, dt);
        Boiler.Step(Header.FuelFlow, Controls.DrumLevel.Output, Surroundings, outside, dt);
        CoolingWater.Step(Aftercooler.WaterFlow, Surroundings, outside, dt);
        double consumers = CompressorA.Power + CompressorB.Power + CondensateTank.Power + WaterTank.Power
            + CoolingWater.Power + Air.Power + Furnace.Power;
        Electric.Step(consumers, Surroundings, outside, dt);
    }
}
