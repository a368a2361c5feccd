using System.Text;
using FactoryTwin.Services.Ingestion.Imports.Domain;

namespace FactoryTwin.Ingestion.Tests.Imports;

/// <summary>A row that the reader gave, kept.</summary>
internal sealed record ReadRow(int Line, bool Malformed, string Raw, string[] Fields);

/// <summary>Runs the reader over a text, cut into pieces.</summary>
internal static class CsvText
{
    public static List<ReadRow> Read(string text, int pieceBytes = int.MaxValue, char separator = ',', int maxRowBytes = 1 << 16, int? columns = null) =>
        Read(Encoding.UTF8.GetBytes(text), pieceBytes, separator, maxRowBytes, columns);

    public static List<ReadRow> Read(byte[] bytes, int pieceBytes, char separator = ',', int maxRowBytes = 1 << 16, int? columns = null)
    {
        var reader = new CsvReader((byte)separator, maxRowBytes) { Columns = columns };
        var rows = new List<ReadRow>();
        for (var at = 0; at < bytes.Length; at += Math.Min(pieceBytes, bytes.Length - at))
        {
            reader.Add(bytes.AsSpan(at, Math.Min(pieceBytes, bytes.Length - at)));
            Drain();
        }
        reader.End();
        Drain();
        return rows;

        void Drain()
        {
            while (reader.TryRead(out var row))
            {
                var fields = new string[row.Count];
                for (var i = 0; i < fields.Length; i++) fields[i] = Encoding.UTF8.GetString(row[i]);
                rows.Add(new(row.Line, row.Malformed, Encoding.UTF8.GetString(row.Raw), fields));
            }
        }
    }

    /// <summary>A field as RFC 4180 writes it.</summary>
    public static string Quote(string field, char separator = ',') =>
        field.AsSpan().ContainsAny([separator, '"', '\r', '\n']) ? '"' + field.Replace("\"", "\"\"", StringComparison.Ordinal) + '"' : field;
}
