using FactoryTwin.Services.TwinState.Model.Domain;
using FactoryTwin.Twin.V1;

namespace FactoryTwin.Services.TwinState.Model;

/// <summary>Contract to domain.</summary>
internal static class ModelConversions
{
    public static AssetNode ToNode(this Asset asset) => new(asset.Name, (int)asset.Level, asset.Parent, asset.PipedTo);

    public static PointNode ToNode(this Point point) => new(
        point.Name, point.Asset,
        point.HasNormalLow ? point.NormalLow : null, point.HasNormalHigh ? point.NormalHigh : null,
        point.HasRangeLow ? point.RangeLow : null, point.HasRangeHigh ? point.RangeHigh : null,
        point.StaleAfterSeconds);
}
