using System.Globalization;
using System.Text;

namespace FactoryTwin.Rpc.Json;

/// <summary>Where a reader is, in the names that the caller wrote: "book.tags[2]".</summary>
internal sealed class JsonPath
{
    private readonly List<(string Name, int Index)> _steps = [];

    /// <summary>A step into a field or an entry.</summary>
    public void Enter(string name) => _steps.Add((name, -1));

    /// <summary>A step into an element of a list.</summary>
    public void Enter(int index) => _steps.Add(("", index));

    public void Leave() => _steps.RemoveAt(_steps.Count - 1);

    /// <summary>The path of what <paramref name="name"/> names here.</summary>
    public string With(string name)
    {
        Enter(name);
        var text = ToString();
        Leave();
        return text;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (name, index) in _steps)
        {
            if (index >= 0)
                text.Append(CultureInfo.InvariantCulture, $"[{index}]");
            else if (name.Length > 0)
                text.Append(text.Length > 0 ? "." : "").Append(name);
        }
        return text.ToString();
    }
}
