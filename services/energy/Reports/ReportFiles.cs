using System.Globalization;
using System.Text;
using FactoryTwin.Energy.V1;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Services.Energy.Reports;

/// <summary>A report's figures as the contract has them, and as files.</summary>
internal static class ReportFiles
{
    private const string Header = "kind,day,shift,balance_node,carrier,product,unit,quantity,cost,currency_code,covered_percent,production_quantity,production_unit";

    public static QueryEnergyReportResponse ToMessage(this ReportTable table) => new()
    {
        StartTime = table.Start.ToTimestamp(),
        EndTime = table.End.ToTimestamp(),
        Rows = { table.Rows.Select(Row) },
        Totals = { table.Totals.Select(Total) },
        Demands = { table.Demands.Select(Demand) },
    };

    /// <summary>The file that is asked for.</summary>
    public static HttpBody ToFile(this ReportTable table, ReportFormat format) => format == ReportFormat.Json
        ? new HttpBody { ContentType = "application/json", Data = ByteString.CopyFromUtf8(new JsonFormatter(JsonFormatter.Settings.Default.WithFormatDefaultValues(true)).Format(table.ToMessage())) }
        : new HttpBody { ContentType = "text/csv; charset=utf-8", Data = ByteString.CopyFromUtf8(Csv(table)) };

    private static string Csv(ReportTable table)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var r in table.Rows)
        {
            Line("row", r.Key.Day, r.Key.Shift, r.Key.Node, r.Key.Carrier, r.Key.Product, r.Unit, Number(r.Quantity), Number(r.Cost), r.Currency, Percent(r.CoveredPercent),
                r.Production?.ToString(CultureInfo.InvariantCulture) ?? "", r.ProductionUnit);
        }
        foreach (var d in table.Demands) Line("demand", $"{d.Part.Month:yyyy-MM}", "", "", d.Carrier, "", "kW", Number((decimal)d.Part.BilledKw), Number(d.Cost), d.Currency, Percent(d.CoveredPercent), "", "");
        foreach (var t in table.Totals) Line("total", "", "", "", t.Carrier, "", t.Unit, Number(t.Quantity), Number(t.Cost), t.Currency, Percent(t.CoveredPercent), "", "");
        return text.ToString();

        void Line(string kind, string day, string shift, string node, string carrier, string product, string unit, params ReadOnlySpan<string> rest)
        {
            text.AppendJoin(',', kind, day, shift, node, Text(carrier), Text(product), Text(unit));
            // Currencies and units among the rest are short codes, but a unit is free text.
            for (var i = 0; i < rest.Length; i++) text.Append(',').Append(i == rest.Length - 1 ? Text(rest[i]) : rest[i]);
            text.Append('\n');
        }
    }

    /// <summary>A cell of free text: quoted where it must be, and never a formula to the program that opens the file.</summary>
    private static string Text(string text)
    {
        if (text.Length > 0 && "=+-@\t\r".Contains(text[0])) text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Number(decimal? value) => value?.ToString("0.######", CultureInfo.InvariantCulture) ?? "";

    private static string Percent(double value) => Math.Round(value, 3).ToString(CultureInfo.InvariantCulture);

    private static ReportRow Row(TableRow row)
    {
        var message = new ReportRow
        {
            Day = row.Key.Day,
            Shift = row.Key.Shift,
            BalanceNode = row.Key.Node,
            Carrier = row.Key.Carrier,
            Product = row.Key.Product,
            Unit = row.Unit,
            Quantity = (double)row.Quantity,
            CurrencyCode = row.Currency,
            CoveredPercent = row.CoveredPercent,
            ProductionUnit = row.ProductionUnit,
        };
        if (row.Cost is { } cost) message.Cost = (double)cost;
        if (row.Production is { } made) message.ProductionQuantity = made;
        return message;
    }

    private static ReportTotal Total(TableTotal total)
    {
        var message = new ReportTotal { Carrier = total.Carrier, Unit = total.Unit, Quantity = (double)total.Quantity, CurrencyCode = total.Currency, CoveredPercent = total.CoveredPercent };
        if (total.Cost is { } cost) message.Cost = (double)cost;
        if (total.DemandCost is { } demand) message.DemandCost = (double)demand;
        return message;
    }

    private static ReportDemand Demand(TableDemand line)
    {
        var message = new ReportDemand
        {
            Carrier = line.Carrier,
            Month = $"{line.Part.Month:yyyy-MM}",
            Version = $"{line.Part.Version.EffectiveDay:yyyy-MM-dd}",
            StartTime = line.Part.Start.ToTimestamp(),
            EndTime = line.Part.End.ToTimestamp(),
            MonthShare = line.Part.MonthShare,
            CurrencyCode = line.Currency,
            MissingReason = line.Missing,
            CoveredPercent = line.CoveredPercent,
        };
        if (line.Cost is not { } cost) return message;
        (message.MaxDemandKw, message.BilledDemandKw, message.DemandCost) = (line.Part.Max.Kw, line.Part.BilledKw, (double)cost);
        if (line.Part.Max.Kw > 0) message.MaxDemandTime = line.Part.Max.Start.ToTimestamp();
        return message;
    }
}
