using System.Globalization;

namespace FactoryTwin.Services.Energy.Pricing.Domain;

/// <summary>A fault of a price file.</summary>
/// <param name="Line">1 for the first line of the file, which is the header.</param>
/// <param name="Description">What is wrong and what would be right.</param>
public readonly record struct CsvFault(int Line, string Description);

/// <summary>
/// Reads price files: comma-separated, a header with start_time, price and, optionally, end_time, in any order. A step lasts until
/// its end_time, or the next row's start_time; the last one as long as the one before it.
/// </summary>
public static class PriceCsv
{
    private static readonly string[] Columns = ["start_time", "price", "end_time"];

    /// <summary>Either all steps of the file, or its faults: never both.</summary>
    public static (IReadOnlyList<PriceStep> Steps, IReadOnlyList<CsvFault> Faults) Read(string text)
    {
        var faults = new List<CsvFault>();
        using var reader = new StringReader(text.TrimStart('\uFEFF'));
        var order = Header(reader.ReadLine(), faults);
        if (order is null) return ([], faults);

        var rows = new List<Row>();
        var number = 1;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (rows.Count == StepLimits.MaxSteps)
            {
                faults.Add(new CsvFault(number, $"a file may have at most {StepLimits.MaxSteps} rows; split it"));
                break;
            }
            if (Parse(line, number, order, faults) is { } row) rows.Add(row);
        }
        if (faults.Count == 0 && rows.Count == 0) faults.Add(new CsvFault(number, "the file has no rows"));
        if (faults.Count > 0) return ([], faults);

        var steps = StepsOf(rows, faults);
        return faults.Count == 0 ? (steps, faults) : ([], faults);
    }

    private static int[]? Header(string? line, List<CsvFault> faults)
    {
        var names = (line ?? "").Split(',').Select(Unquote).ToArray();
        var unknown = names.Where(n => !Columns.Contains(n)).ToList();
        foreach (var name in unknown) faults.Add(new CsvFault(1, $"column '{ZonedTime.Short(name)}' is not one of start_time, price, end_time"));
        foreach (var name in Columns.Where(c => names.Count(n => n == c) > 1)) faults.Add(new CsvFault(1, $"column {name} is there twice"));
        foreach (var name in Columns[..2].Where(c => !names.Contains(c))) faults.Add(new CsvFault(1, $"column {name} is missing"));
        return faults.Count > 0 ? null : [.. Columns.Select(c => Array.IndexOf(names, c)), names.Length];
    }

    private static Row? Parse(string line, int number, int[] order, List<CsvFault> faults)
    {
        var cells = line.Split(',');
        if (cells.Length != order[3])
        {
            faults.Add(new CsvFault(number, $"has {cells.Length} cells where the header has {order[3]}"));
            return null;
        }
        var before = faults.Count;
        var start = Time("start_time", Unquote(cells[order[0]]));
        var price = Price(Unquote(cells[order[1]]));
        var endText = order[2] < 0 ? "" : Unquote(cells[order[2]]);
        DateTimeOffset? end = endText.Length == 0 ? null : Time("end_time", endText);
        return faults.Count == before ? new Row(number, start, end, price) : null;

        DateTimeOffset Time(string column, string text)
        {
            if (!ZonedTime.TryParse(text, out var time, out var fault)) faults.Add(new CsvFault(number, $"{column} {fault}"));
            return time;
        }

        double Price(string text)
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
                faults.Add(new CsvFault(number, $"price '{ZonedTime.Short(text)}' is not a number"));
            return value;
        }
    }

    private static List<PriceStep> StepsOf(List<Row> rows, List<CsvFault> faults)
    {
        var steps = new List<PriceStep>(rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            DateTimeOffset? end = row.End ?? (i + 1 < rows.Count ? rows[i + 1].Start : i > 0 ? AsLongAs(steps[i - 1], row.Start) : null);
            if (i > 0 && row.Start <= rows[i - 1].Start)
                faults.Add(new CsvFault(row.Line, $"start_time is not after that of line {rows[i - 1].Line}"));
            else if (i > 0 && row.Start < steps[i - 1].End)
                faults.Add(new CsvFault(row.Line, $"overlaps the step of line {rows[i - 1].Line}, which lasts until {steps[i - 1].End:yyyy-MM-ddTHH:mm:ssK}"));
            if (end is null) faults.Add(new CsvFault(row.Line, rows.Count == 1 ? "the only row needs an end_time" : "needs an end_time: as long as the step before it, it would end after the year 9999"));
            steps.Add(new PriceStep(row.Start, end ?? row.Start, row.Price));
        }
        // With the order settled, the rest is the same for every way in.
        if (faults.Count == 0)
            faults.AddRange(StepCheck.Faults(steps).Select(f => new CsvFault(f.Index < 0 ? 1 : rows[f.Index].Line, $"{f.Field} {f.Description}".TrimStart())));
        return steps;
    }

    /// <summary>The end of a step as long as another; null where there is no such time.</summary>
    private static DateTimeOffset? AsLongAs(PriceStep other, DateTimeOffset start) =>
        other.End - other.Start is var length && length <= DateTimeOffset.MaxValue - start && start - DateTimeOffset.MinValue >= -length ? start + length : null;

    private static string Unquote(string cell)
    {
        var text = cell.Trim();
        return text.Length >= 2 && text[0] == '"' && text[^1] == '"' ? text[1..^1] : text;
    }

    private readonly record struct Row(int Line, DateTimeOffset Start, DateTimeOffset? End, double Price);
}
