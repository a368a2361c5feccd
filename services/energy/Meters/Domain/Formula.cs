using System.Globalization;

namespace FactoryTwin.Services.Energy.Meters.Domain;

/// <summary>A formula that cannot be read; says where and why.</summary>
public sealed class FormulaException(string message) : Exception(message);

/// <summary>
/// The formula of a virtual meter: meters in braces, numbers, + - * / ( ), min(a, b), max(a, b). Read once into a tree of bounded size; nothing in it can
/// call anything else. What is not known of a meter is not known of the result.
/// </summary>
public sealed class Formula
{
    private const int MaxLength = 2_000;
    private const int MaxDepth = 50;
    private readonly Func<Func<string, double>, double> _value;

    private Formula(Func<Func<string, double>, double> value, IReadOnlyList<string> meters) => (_value, Meters) = (value, meters);

    /// <summary>Ids of the meters in it, each once.</summary>
    public IReadOnlyList<string> Meters { get; }

    /// <summary>Reads a formula.</summary>
    /// <exception cref="FormulaException">It cannot be read.</exception>
    public static Formula Parse(string text)
    {
        if (text.Length > MaxLength) throw new FormulaException($"has more than {MaxLength} characters");
        var reader = new Reader(text);
        var value = reader.Sum(0);
        reader.End();
        return new Formula(value, [.. reader.Meters]);
    }

    /// <summary>Its value; NaN where a meter's is, or where it divides by zero.</summary>
    public double Value(Func<string, double> meter) => _value(meter) is var value && double.IsFinite(value) ? value : double.NaN;

    private sealed class Reader(string text)
    {
        private int _at;

        internal SortedSet<string> Meters { get; } = new(StringComparer.Ordinal);

        internal Func<Func<string, double>, double> Sum(int depth)
        {
            if (depth > MaxDepth) throw Fault("is nested too deep");
            var left = Product(depth);
            while (true)
            {
                var before = left;
                if (Take('+'))
                {
                    var right = Product(depth);
                    left = m => before(m) + right(m);
                }
                else if (Take('-'))
                {
                    var right = Product(depth);
                    left = m => before(m) - right(m);
                }
                else
                {
                    return left;
                }
            }
        }

        internal void End()
        {
            if (Next() != '\0') throw Fault($"has '{Next()}' where an operator or the end is due");
        }

        private Func<Func<string, double>, double> Product(int depth)
        {
            var left = Signed(depth);
            while (true)
            {
                var before = left;
                if (Take('*'))
                {
                    var right = Signed(depth);
                    left = m => before(m) * right(m);
                }
                else if (Take('/'))
                {
                    var right = Signed(depth);
                    left = m => before(m) / right(m);
                }
                else
                {
                    return left;
                }
            }
        }

        private Func<Func<string, double>, double> Signed(int depth)
        {
            if (!Take('-')) return Part(depth);
            if (depth > MaxDepth) throw Fault("is nested too deep");
            var value = Signed(depth + 1);
            return m => -value(m);
        }

        private Func<Func<string, double>, double> Part(int depth)
        {
            if (Take('('))
            {
                var value = Sum(depth + 1);
                Must(')');
                return value;
            }
            if (Take('{')) return Meter();
            if (char.IsAsciiDigit(Next()) || Next() == '.') return Number();
            if (Word("min")) return Pair(depth, Math.Min);
            if (Word("max")) return Pair(depth, Math.Max);
            throw Fault(Next() == '\0' ? "ends where a meter, a number or '(' is due" : $"has '{Next()}' where a meter, a number or '(' is due");
        }

        private Func<Func<string, double>, double> Meter()
        {
            var end = text.IndexOf('}', _at);
            if (end < 0) throw Fault("has '{' without '}'");
            var id = text[_at..end].Trim();
            if (id.Length is 0 or > 63) throw Fault("has no meter's id between '{' and '}'");
            _at = end + 1;
            Meters.Add(id);
            return m => m(id);
        }

        private Func<Func<string, double>, double> Number()
        {
            var start = _at;
            while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] is '.' or 'e' or 'E' || (text[_at] is '+' or '-' && text[_at - 1] is 'e' or 'E' && _at > start))) _at++;
            if (!double.TryParse(text[start.._at], NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
                throw Fault($"'{text[start.._at]}' is not a number");
            return _ => value;
        }

        private Func<Func<string, double>, double> Pair(int depth, Func<double, double, double> join)
        {
            Must('(');
            var first = Sum(depth + 1);
            Must(',');
            var second = Sum(depth + 1);
            Must(')');
            return m => join(first(m), second(m));
        }

        private char Next()
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
            return _at < text.Length ? text[_at] : '\0';
        }

        private bool Take(char symbol)
        {
            if (Next() != symbol) return false;
            _at++;
            return true;
        }

        private bool Word(string word)
        {
            if (Next() != word[0] || !text.AsSpan(_at).StartsWith(word, StringComparison.Ordinal)) return false;
            _at += word.Length;
            return true;
        }

        private void Must(char symbol)
        {
            if (!Take(symbol)) throw Fault($"lacks '{symbol}'");
        }

        private FormulaException Fault(string what) => new($"{what} (character {_at + 1})");
    }
}
