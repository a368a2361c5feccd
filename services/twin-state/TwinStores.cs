using FactoryTwin.Storage;
using FactoryTwin.Twin.V1;

namespace FactoryTwin.Services.TwinState;

/// <summary>What twin-state stores.</summary>
internal static class TwinStores
{
    public static readonly Collection<Asset> Assets = new("assets", a => a.Name,
        new Index<Asset>("name", IndexKind.Text, a => a.Name),
        new Index<Asset>("parent", IndexKind.Text, a => a.Parent),
        new Index<Asset>("level", IndexKind.Text, a => EnumText.Of(AssetLevelDescriptor, (int)a.Level)),
        new Index<Asset>("asset_class", IndexKind.Text, a => a.AssetClass));

    public static readonly Collection<Point> Points = new("points", p => p.Name,
        new Index<Point>("name", IndexKind.Text, p => p.Name),
        new Index<Point>("unit", IndexKind.Text, p => p.Unit),
        new Index<Point>("asset", IndexKind.Text, p => p.Asset),
        new Index<Point>("kind", IndexKind.Text, p => EnumText.Of(PointKindDescriptor, (int)p.Kind)),
        new Index<Point>("source", IndexKind.Text, p => p.Source));

    /// <summary>Every stored sample; the series is the point's id.</summary>
    public static readonly FactoryTwin.Storage.History Samples = new("samples");

    private static Google.Protobuf.Reflection.EnumDescriptor AssetLevelDescriptor => ModelReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.EnumDescriptor>("AssetLevel");

    private static Google.Protobuf.Reflection.EnumDescriptor PointKindDescriptor => ModelReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.EnumDescriptor>("PointKind");
}

/// <summary>Enum values by their proto names, as filters write them.</summary>
internal static class EnumText
{
    public static string Of(Google.Protobuf.Reflection.EnumDescriptor descriptor, int number) =>
        descriptor.FindValueByNumber(number)?.Name ?? number.ToString();
}
