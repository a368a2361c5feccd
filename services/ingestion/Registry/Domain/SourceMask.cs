using FactoryTwin.Ingestion.V1;

namespace FactoryTwin.Services.Ingestion.Registry.Domain;

/// <summary>Which fields an update changes.</summary>
internal static class SourceMask
{
    private static readonly string[] Changeable = ["display_name", "owner", "origin", "mappings", "csv_format"];
    private static readonly string[] Parts = ["csv_format.separator", "csv_format.time_column", "csv_format.time_zone", "csv_format.quality_column"];
    private static readonly string[] Untouched = ["name", "etag", "create_time", "update_time", "statistics"];

    /// <summary>An empty mask: every field that is set. "*": every field. Fields that only the service sets are passed over (AIP-203).</summary>
    public static IReadOnlyList<string> Paths(Source source, IReadOnlyCollection<string> asked, out List<string> faults)
    {
        faults = [];
        if (asked.Count == 0) return [.. Changeable.Where(path => IsSet(source, path))];
        if (asked.Contains("*")) return Changeable;
        var paths = new List<string>();
        foreach (var path in asked)
        {
            if (Changeable.Contains(path) || Parts.Contains(path)) paths.Add(path);
            else if (!Untouched.Contains(path.Split('.')[0]))
                faults.Add($"'{path}' is not a field of a source that can be changed; these can: {string.Join(", ", Changeable)}");
        }
        return paths;
    }

    private static bool IsSet(Source source, string path) => path switch
    {
        "display_name" => source.DisplayName.Length > 0,
        "owner" => source.Owner.Length > 0,
        "origin" => source.Origin.Length > 0,
        "mappings" => source.Mappings.Count > 0,
        _ => source.CsvFormat is not null,
    };
}
