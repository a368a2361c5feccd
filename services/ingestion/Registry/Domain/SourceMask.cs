using FactoryTwin.Ingestion.V1;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Services.Ingestion.Registry.Domain;

/// <summary>Which fields an update changes.</summary>
internal static class SourceMask
{
    private static readonly string[] Changeable = ["display_name", "owner", "origin", "mappings", "csv_format"];
    private static readonly string[] Untouched = ["name", "etag", "create_time", "update_time", "statistics"];

    /// <summary>An empty mask: every field that is set. "*": every field. Fields that only the service sets are passed over (AIP-203).</summary>
    public static FieldMask Of(Source source, FieldMask? asked, out List<string> faults)
    {
        faults = [];
        if (asked is null || asked.Paths.Count == 0) return Mask(Changeable.Where(path => IsSet(source, path)));
        if (asked.Paths.Contains("*")) return Mask(Changeable);
        var paths = new List<string>();
        foreach (var path in asked.Paths)
        {
            var top = path.Split('.')[0];
            if (FieldMask.IsValid<Source>(path) && Changeable.Contains(top)) paths.Add(path);
            else if (!Untouched.Contains(top)) faults.Add($"'{path}' is not a field of a source that can be changed; these can: {string.Join(", ", Changeable)}");
        }
        return Mask(paths);
    }

    private static FieldMask Mask(IEnumerable<string> paths)
    {
        var mask = new FieldMask();
        mask.Paths.AddRange(paths);
        return mask;
    }

    private static bool IsSet(Source source, string path) => path switch
    {
        "mappings" => source.Mappings.Count > 0,
        "csv_format" => source.CsvFormat is not null,
        _ => ((string)Source.Descriptor.FindFieldByName(path).Accessor.GetValue(source)).Length > 0,
    };
}
