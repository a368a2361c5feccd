using FactoryTwin.Ingestion.V1;

namespace FactoryTwin.Services.Ingestion.Recording.Domain;

/// <summary>What a column or tag of a source becomes.</summary>
/// <param name="Point">The point's id; the series of its readings.</param>
internal sealed record MappedPoint(string Column, string Point, string Unit, double Scale, double Offset)
{
    /// <summary>Standard value = raw * scale + offset; an identity leaves every bit as it came, the sign of zero too.</summary>
    public double Standardize(double raw)
    {
        var scaled = Scale is 1 ? raw : raw * Scale;
        return Offset is 0 ? scaled : scaled + Offset;
    }
}

/// <summary>A source's mapping, ready to look columns and tags up.</summary>
internal sealed class SourceMapping
{
    private readonly Dictionary<string, MappedPoint?> _columns = [];

    public SourceMapping(Source source)
    {
        Source = source;
        foreach (var m in source.Mappings)
            _columns[m.Column] = m.Ignore ? null : new(m.Column, PointOf(m), m.Unit, m.Scale is 0 ? 1 : m.Scale, m.Offset);
    }

    public Source Source { get; }

    /// <summary>The point's id of a mapping: the column's name where none is given.</summary>
    public static string PointOf(ColumnMapping mapping) => mapping.Point.Length > 0 ? mapping.Point : mapping.Column;

    /// <summary>False where the mapping does not know the column; a null point: known and to be ignored.</summary>
    public bool TryFind(string column, out MappedPoint? point) => _columns.TryGetValue(column, out point);
}
