using FsCheck;
using FsCheck.Fluent;

namespace FactoryTwin.Storage.Tests;

/// <summary>An order_by and the sorting that it must give.</summary>
public sealed record Order(string Text, IComparer<Widget> Comparer)
{
    public override string ToString() => Text;
}

internal static class Orders
{
    private static readonly Dictionary<string, Comparison<Widget>> Fields = new(StringComparer.Ordinal)
    {
        ["name"] = (a, b) => string.CompareOrdinal(a.Name, b.Name),
        ["colour"] = (a, b) => string.CompareOrdinal(a.HasColour ? a.Colour : null, b.HasColour ? b.Colour : null),
        ["count"] = By(widget => widget.HasCount ? widget.Count : (long?)null),
        ["weight"] = By(widget => widget.HasWeight ? widget.Weight : (double?)null),
        ["ready"] = By(widget => widget.HasReady ? widget.Ready : (bool?)null),
        ["due_time"] = By(widget => widget.DueTime?.ToDateTimeOffset()),
    };

    public static Gen<Order> Any { get; } =
        from count in Gen.Choose(0, 3)
        from fields in Gen.Shuffle(Fields.Keys.ToArray())
        from signs in Gen.ArrayOf(Gen.Elements("", " asc", " desc"), 3)
        select Of([.. fields.Take(count).Select((field, i) => (field, signs[i]))]);

    private static Order Of((string Field, string Sign)[] keys) =>
        new(string.Join(" , ", keys.Select(key => key.Field + key.Sign)), Comparer<Widget>.Create((a, b) =>
        {
            foreach (var (field, sign) in keys.Append(("name", "")))
            {
                var compared = Math.Sign(Fields[field](a, b));
                if (compared != 0)
                    return sign == " desc" ? -compared : compared;
            }
            return 0;
        }));

    private static Comparison<Widget> By<T>(Func<Widget, T?> get) where T : struct => (a, b) => Comparer<T?>.Default.Compare(get(a), get(b));
}
