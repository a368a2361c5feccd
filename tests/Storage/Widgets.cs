namespace FactoryTwin.Storage.Tests;

internal static class Widgets
{
    public static readonly Collection<Widget> All = new("widgets", widget => widget.Name,
        new Index<Widget>("colour", IndexKind.Text, widget => widget.HasColour ? widget.Colour : null),
        new Index<Widget>("count", IndexKind.Integer, widget => widget.HasCount ? widget.Count : null),
        new Index<Widget>("weight", IndexKind.Real, widget => widget.HasWeight ? widget.Weight : null),
        new Index<Widget>("ready", IndexKind.Boolean, widget => widget.HasReady ? widget.Ready : null),
        new Index<Widget>("due_time", IndexKind.Time, widget => widget.DueTime?.ToDateTimeOffset()));

    public static Widget Named(string name) => new() { Name = name };
}
