namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Reads one template by recursive descent.</summary>
internal sealed class PathTemplateParser(string text)
{
    private readonly List<PathSegment> _segments = [];
    private readonly List<PathVariable> _variables = [];
    private int _at;

    public PathTemplate Parse()
    {
        Expect('/');
        Segments(inVariable: false);
        string? verb = null;
        if (Take(':'))
        {
            verb = Literal();
        }
        if (_at != text.Length)
            throw Fault($"'{text[_at]}' is not expected");
        for (var index = 0; index < _segments.Count - 1; index++)
        {
            if (_segments[index].Kind == PathSegmentKind.Rest)
                throw Fault("'**' may only be the last segment");
        }
        return new PathTemplate(text, _segments, _variables, verb);
    }

    private void Segments(bool inVariable)
    {
        do
        {
            Segment(inVariable);
        }
        while (Take('/'));
    }

    private void Segment(bool inVariable)
    {
        if (Take('{'))
        {
            if (inVariable)
                throw Fault("a variable may not hold another one");
            Variable();
        }
        else if (Take('*'))
        {
            _segments.Add(new PathSegment(Take('*') ? PathSegmentKind.Rest : PathSegmentKind.Single, ""));
        }
        else
        {
            _segments.Add(new PathSegment(PathSegmentKind.Literal, Literal()));
        }
    }

    private void Variable()
    {
        List<string> path = [];
        do
        {
            path.Add(Identifier());
        }
        while (Take('.'));
        var start = _segments.Count;
        if (Take('='))
            Segments(inVariable: true);
        else
            _segments.Add(new PathSegment(PathSegmentKind.Single, ""));
        Expect('}');
        var variable = new PathVariable(path, start, _segments.Count - start);
        if (_variables.Any(other => other.Name == variable.Name))
            throw Fault($"the variable '{variable.Name}' stands twice");
        _variables.Add(variable);
    }

    private string Identifier()
    {
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '_'))
            _at++;
        return _at > start && !char.IsAsciiDigit(text[start]) ? text[start.._at] : throw Fault("a field name is expected");
    }

    private string Literal()
    {
        var start = _at;
        while (_at < text.Length && !"/{}*:=?#".Contains(text[_at]))
            _at++;
        return _at > start ? PercentEncoding.Decode(text[start.._at], keepSlash: false) : throw Fault("a literal is expected");
    }

    private bool Take(char expected)
    {
        if (_at >= text.Length || text[_at] != expected)
            return false;
        _at++;
        return true;
    }

    private void Expect(char expected)
    {
        if (!Take(expected))
            throw Fault($"'{expected}' is expected");
    }

    private FormatException Fault(string reason) => new($"Path template '{text}', position {_at}: {reason}.");
}
