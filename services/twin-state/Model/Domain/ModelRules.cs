namespace FactoryTwin.Services.TwinState.Model.Domain;

/// <summary>The rules that a plant model must keep before any of it is stored (IEC 62264-1 equipment hierarchy).</summary>
public static class ModelRules
{
    /// <summary>Most stale-after that a point may ask for: 30 days.</summary>
    public const int MaxStaleAfterSeconds = 30 * 24 * 3600;

    /// <summary>All faults at once; empty when the model may be stored.</summary>
    /// <param name="assets">The assets of the file, in its order.</param>
    /// <param name="points">The points of the file, in its order.</param>
    /// <param name="stored">The assets that are stored already, by name; the file's own win.</param>
    public static IReadOnlyList<ModelFault> Check(
        IReadOnlyList<AssetNode> assets, IReadOnlyList<PointNode> points, IReadOnlyDictionary<string, AssetNode> stored)
    {
        var faults = new List<ModelFault>();
        var known = new Dictionary<string, AssetNode>(stored, StringComparer.Ordinal);
        CheckNames(assets.Select(a => a.Name), "assets", "model.assets", faults);
        CheckNames(points.Select(p => p.Name), "points", "model.points", faults);
        foreach (var asset in assets) known[asset.Name] = asset;
        for (var i = 0; i < assets.Count; i++) CheckAsset(assets[i], $"model.assets[{i}]", known, faults);
        for (var i = 0; i < points.Count; i++) CheckPoint(points[i], $"model.points[{i}]", known, faults);
        return faults;
    }

    private static void CheckNames(IEnumerable<string> names, string collection, string field, List<ModelFault> faults)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        var index = 0;
        foreach (var name in names)
        {
            if (!ResourceId.IsName(collection, name))
                faults.Add(new($"{field}[{index}].name", $"must be \"{collection}/\" and an id; the id {ResourceId.Rule}"));
            else if (!first.TryAdd(name, index))
                faults.Add(new($"{field}[{index}].name", $"'{name}' is already at {field}[{first[name]}]"));
            index++;
        }
    }

    private static void CheckAsset(AssetNode asset, string field, Dictionary<string, AssetNode> known, List<ModelFault> faults)
    {
        foreach (var target in asset.PipedTo.Where(target => !known.ContainsKey(target)))
            faults.Add(new($"{field}.piped_to", $"'{target}' is neither in this model nor stored"));
        if (asset.Parent.Length == 0) return;
        if (!known.TryGetValue(asset.Parent, out var parent))
            faults.Add(new($"{field}.parent", $"'{asset.Parent}' is neither in this model nor stored"));
        else if (asset.Level != 0 && parent.Level != 0 && parent.Level > asset.Level)
            faults.Add(new($"{field}.parent", $"'{asset.Parent}' stands below this asset in the ISA-95 levels"));
        else if (IsOwnAncestor(asset, known))
            faults.Add(new($"{field}.parent", $"'{asset.Name}' would be a part of itself"));
    }

    private static bool IsOwnAncestor(AssetNode asset, Dictionary<string, AssetNode> known)
    {
        var above = asset.Parent;
        for (var steps = 0; steps <= known.Count; steps++)
        {
            if (above == asset.Name) return true;
            if (above.Length == 0 || !known.TryGetValue(above, out var next)) return false;
            above = next.Parent;
        }
        return true;
    }

    private static void CheckPoint(PointNode point, string field, Dictionary<string, AssetNode> known, List<ModelFault> faults)
    {
        if (point.Asset.Length > 0 && !known.ContainsKey(point.Asset))
            faults.Add(new($"{field}.asset", $"'{point.Asset}' is neither in this model nor stored"));
        CheckRange(point.NormalLow, point.NormalHigh, $"{field}.normal_low", faults);
        CheckRange(point.RangeLow, point.RangeHigh, $"{field}.range_low", faults);
        if (point.StaleAfterSeconds is < 0 or > MaxStaleAfterSeconds)
            faults.Add(new($"{field}.stale_after_seconds", $"must be from 0 to {MaxStaleAfterSeconds}"));
    }

    private static void CheckRange(double? low, double? high, string field, List<ModelFault> faults)
    {
        if (low is { } l && !double.IsFinite(l) || high is { } h && !double.IsFinite(h))
            faults.Add(new(field, "the limits must be finite"));
        else if (low >= high)
            faults.Add(new(field, $"the low limit {low} must be below the high limit {high}"));
    }
}
