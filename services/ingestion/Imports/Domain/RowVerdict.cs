using FactoryTwin.Services.Ingestion.Recording.Domain;

namespace FactoryTwin.Services.Ingestion.Imports.Domain;

/// <summary>What a row brings: readings to store, and faults. Used again for the next row.</summary>
internal sealed class RowVerdict
{
    public List<StandardReading> Readings { get; } = [];

    public List<Fault> Faults { get; } = [];

    public int EmptyCells { get; set; }

    /// <summary>Cells that hold something and are not taken. Of a row that cannot be split, every reading column counts.</summary>
    public int RejectedCells { get; set; }

    public void Clear()
    {
        Readings.Clear();
        Faults.Clear();
        (EmptyCells, RejectedCells) = (0, 0);
    }
}
