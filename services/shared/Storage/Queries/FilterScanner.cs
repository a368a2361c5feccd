using System.Text;

namespace FactoryTwin.Storage.Queries;

/// <summary>Reads a filter's words from left to right.</summary>
internal sealed class FilterScanner(string text)
{
    private int position;

    public bool AtEnd
    {
        get
        {
            SkipSpace();
            return position == text.Length;
        }
    }

    /// <summary>Takes <paramref name="sign"/> if it comes next.</summary>
    public bool Take(char sign)
    {
        if (AtEnd || text[position] != sign)
            return false;
        position++;
        return true;
    }

    /// <summary>Takes a keyword if it comes next as a whole word.</summary>
    public bool TakeWord(string word)
    {
        if (!NextWord().Equals(word, StringComparison.Ordinal))
            return false;
        position += word.Length;
        return true;
    }

    public bool NextIs(char sign) => !AtEnd && text[position] == sign;

    public bool NextIsWord(string word) => NextWord().Equals(word, StringComparison.Ordinal);

    public string Field()
    {
        var field = NextWord().ToString();
        if (field.Length == 0)
            throw Fault(AtEnd ? "a field is expected here, but the filter ends." : $"a field is expected here, not '{text[position]}'.");
        position += field.Length;
        return field;
    }

    public Comparator Comparator(string field)
    {
        SkipSpace();
        foreach (var (sign, comparator) in Signs)
        {
            if (string.CompareOrdinal(text, position, sign, 0, sign.Length) != 0)
                continue;
            position += sign.Length;
            return comparator;
        }
        throw Fault($"after '{field}' one of = != < <= > >= : is expected.");
    }

    public FilterText Value()
    {
        if (AtEnd)
            throw Fault("a value is expected here, but the filter ends.");
        var quote = text[position] is '"' or '\'' ? text[position] : '\0';
        var start = position;
        if (quote != '\0')
            position++;
        var segments = new List<string>();
        var segment = new StringBuilder();
        for (; position < text.Length && !IsEndOfValue(quote); position++)
        {
            if (text[position] == '*')
            {
                segments.Add(segment.ToString());
                segment.Clear();
                continue;
            }
            if (text[position] == '\\' && position + 1 < text.Length)
                position++;
            segment.Append(text[position]);
        }
        segments.Add(segment.ToString());
        if (quote == '\0' && position == start)
            throw Fault($"a value is expected here, not '{text[position]}'.");
        if (quote != '\0' && position++ >= text.Length)
            throw Fault("the quoted value does not end.");
        return new FilterText(segments, quote != '\0');
    }

    public InvalidQueryException Fault(string description) => new("filter", $"At character {Math.Min(position, text.Length) + 1}: {description}");

    private static readonly (string Sign, Comparator Comparator)[] Signs =
    [
        ("<=", Queries.Comparator.LessOrEqual), (">=", Queries.Comparator.GreaterOrEqual), ("!=", Queries.Comparator.NotEqual),
        ("=", Queries.Comparator.Equal), ("<", Queries.Comparator.Less), (">", Queries.Comparator.Greater), (":", Queries.Comparator.Has),
    ];

    private bool IsEndOfValue(char quote) =>
        quote != '\0' ? text[position] == quote : char.IsWhiteSpace(text[position]) || text[position] is '(' or ')';

    private ReadOnlySpan<char> NextWord()
    {
        SkipSpace();
        var end = position;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '.'))
            end++;
        return text.AsSpan(position, end - position);
    }

    private void SkipSpace()
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
            position++;
    }
}
