using System.Text.Json;
using FactoryTwin.Services.VirtualPlant.Model.Domain;
using FactoryTwin.Services.VirtualPlant.Simulation.Domain;
using FactoryTwin.Twin.V1;
using Google.Protobuf;

namespace FactoryTwin.Services.VirtualPlant.Model;

/// <summary>The plant's model: the file beside this class, and how it follows from the tag table.</summary>
public static class PlantModelFile
{
    /// <summary>A point older than this is stale: ten times the usual interval.</summary>
    private const int StaleAfterSeconds = 10;

    /// <summary>Reads the model that is shipped with the service.</summary>
    public static PlantModel Read()
    {
        using var stream = typeof(PlantModelFile).Assembly.GetManifestResourceStream("plant-model.json")
            ?? throw new InvalidOperationException("plant-model.json is not part of this build.");
        using var reader = new StreamReader(stream);
        return PlantModel.Parser.ParseJson(reader.ReadToEnd());
    }

    /// <summary>The model as the tables of assets and tags say it must be.</summary>
    public static PlantModel FromTables() => new()
    {
        DisplayName = "North Field gas processing",
        Assets = { PlantAsset.All.Select(ToAsset) },
        Points = { TagTable.All.Select(ToPoint) },
    };

    /// <summary>The text of plant-model.json for a model.</summary>
    public static string ToText(PlantModel model)
    {
        string json = JsonFormatter.Default.Format(model);
        using var document = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(document, Indented) + "\n";
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static Asset ToAsset(PlantAsset asset) => new()
    {
        Name = "assets/" + asset.Id,
        DisplayName = asset.DisplayName,
        Level = (AssetLevel)asset.Level,
        Parent = asset.Parent.Length == 0 ? "" : "assets/" + asset.Parent,
        AssetClass = asset.Class,
        PipedTo = { asset.PipedTo.Select(id => "assets/" + id) },
    };

    private static Point ToPoint(Tag tag)
    {
        var point = new Point
        {
            Name = "points/" + tag.Id,
            DisplayName = tag.DisplayName,
            Unit = tag.Unit,
            Asset = "assets/" + tag.Asset,
            Kind = (PointKind)tag.Kind,
            RangeLow = tag.Range.Low,
            RangeHigh = tag.Range.High,
            StaleAfterSeconds = StaleAfterSeconds,
        };
        if (tag.Normal is { } normal) (point.NormalLow, point.NormalHigh) = (normal.Low, normal.High);
        return point;
    }
}
