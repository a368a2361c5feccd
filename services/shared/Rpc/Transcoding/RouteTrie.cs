namespace FactoryTwin.Rpc.Transcoding;

/// <summary>The outcome of a look-up.</summary>
/// <param name="Value">What was found; default where nothing was.</param>
/// <param name="Found">True where path and method matched.</param>
/// <param name="Segments">The raw segments of the path, without the verb that the template took.</param>
/// <param name="Allowed">Where the path matched with other methods only: those, ordered. Empty means that the path is unknown.</param>
public readonly record struct RouteMatch<T>(T? Value, bool Found, IReadOnlyList<string> Segments, IReadOnlyCollection<string> Allowed);

/// <summary>
/// Templates by their segments. A literal wins over "*", and "*" over "**", from left to right; a path that ends in ":verb" is
/// first looked up with that verb, then as a whole. Built once, then read by many threads.
/// </summary>
public sealed class RouteTrie<T>
{
    private readonly Node _root = new();

    /// <summary>Adds a route. False, with the one that is there, where the same paths are taken for this method.</summary>
    public bool TryAdd(string method, PathTemplate template, T value, out T? taken)
    {
        var node = _root;
        foreach (var segment in template.Segments)
        {
            node = segment.Kind switch
            {
                PathSegmentKind.Literal => node.Literals.TryGetValue(segment.Text, out var next) ? next : node.Literals[segment.Text] = new Node(),
                PathSegmentKind.Single => node.Single ??= new Node(),
                _ => node.Rest ??= new Node(),
            };
        }
        var verb = template.Verb ?? "";
        if (!node.Verbs.TryGetValue(verb, out var methods))
            node.Verbs[verb] = methods = new SortedDictionary<string, T>(StringComparer.Ordinal);
        if (methods.TryGetValue(method, out taken))
            return false;
        methods[method] = value;
        return true;
    }

    /// <summary>Looks up a raw path (still percent-encoded, without the query).</summary>
    public RouteMatch<T> Match(string method, string rawPath)
    {
        SortedSet<string>? allowed = null;
        if (!rawPath.StartsWith('/'))
            return new RouteMatch<T>(default, Found: false, [], []);
        var segments = rawPath[1..].Split('/');
        var colon = segments[^1].LastIndexOf(':');
        if (colon >= 0 && PercentEncoding.TryDecode(segments[^1][(colon + 1)..]) is { Length: > 0 } verb)
        {
            string[] stripped = [.. segments[..^1], segments[^1][..colon]];
            if (Find(_root, stripped, 0, verb, method, ref allowed, out var withVerb))
                return new RouteMatch<T>(withVerb, Found: true, stripped, []);
        }
        return Find(_root, segments, 0, "", method, ref allowed, out var value)
            ? new RouteMatch<T>(value, Found: true, segments, [])
            : new RouteMatch<T>(default, Found: false, segments, allowed ?? (IReadOnlyCollection<string>)[]);
    }

    private static bool Find(Node node, string[] segments, int at, string verb, string method, ref SortedSet<string>? allowed, out T? value)
    {
        if (at == segments.Length)
        {
            if (node.Take(verb, method, ref allowed, out value))
                return true;
        }
        else
        {
            var segment = segments[at];
            if (node.Literals.Count > 0 && PercentEncoding.TryDecode(segment) is { } text && node.Literals.TryGetValue(text, out var literal)
                && Find(literal, segments, at + 1, verb, method, ref allowed, out value))
                return true;
            if (segment.Length > 0 && node.Single is { } single && Find(single, segments, at + 1, verb, method, ref allowed, out value))
                return true;
        }
        value = default;
        return node.Rest is { } rest && rest.Take(verb, method, ref allowed, out value);
    }

    private sealed class Node
    {
        public Dictionary<string, Node> Literals { get; } = new(StringComparer.Ordinal);

        public Node? Single { get; set; }

        public Node? Rest { get; set; }

        public Dictionary<string, SortedDictionary<string, T>> Verbs { get; } = new(StringComparer.Ordinal);

        public bool Take(string verb, string method, ref SortedSet<string>? allowed, out T? value)
        {
            value = default;
            if (!Verbs.TryGetValue(verb, out var methods))
                return false;
            // HEAD is a GET whose answer stays without a body (RFC 9110 §9.3.2). A rule of the kind "*" takes every method that no other
            // rule of its path takes.
            if (methods.TryGetValue(method, out value) || (method == "HEAD" && methods.TryGetValue("GET", out value)) || methods.TryGetValue("*", out value))
                return true;
            (allowed ??= new SortedSet<string>(StringComparer.Ordinal)).UnionWith(methods.Keys);
            return false;
        }
    }
}
