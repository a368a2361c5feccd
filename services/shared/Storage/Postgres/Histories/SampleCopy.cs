using System.Buffers;
using System.Buffers.Binary;
using FactoryTwin.Storage.Histories;
using Npgsql;

namespace FactoryTwin.Storage.Postgres.Histories;

/// <summary>
/// Samples on their way: by binary COPY where there are many, else as one statement with arrays, which goes along with others. The
/// format is PostgreSQL's, https://www.postgresql.org/docs/15/sql-copy.html, "Binary Format"; written by hand because every row is alike.
/// </summary>
internal static class SampleCopy
{
    // Below, the two messages more that a copy takes cost more than it saves.
    private const int FewestForCopy = 2000;
    private const int RowBytes = 2 + (4 + 4) + (4 + 8) + (4 + 8) + (4 + 4);
    private const int BufferBytes = 1 << 16;

    private static ReadOnlySpan<byte> HeaderBytes => [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00, 0, 0, 0, 0, 0, 0, 0, 0];

    public static bool IsWorthIt(List<SampleRow> rows) => rows.Count >= FewestForCopy;

    public static NpgsqlBatchCommand Insert(string table, List<SampleRow> rows) => Pg.Sql(
        $"INSERT INTO {table} (series, time, value, quality) SELECT * FROM unnest($1, $2, $3, $4)",
        rows.ConvertAll(row => row.Series).ToArray(), rows.ConvertAll(row => row.Sample.Time).ToArray(),
        rows.ConvertAll(row => row.Sample.Value).ToArray(), rows.ConvertAll(row => row.Sample.Quality).ToArray());

    public static void Copy(NpgsqlConnection connection, string table, List<SampleRow> rows)
    {
        using var stream = connection.BeginRawBinaryCopy($"COPY {table} (series, time, value, quality) FROM STDIN (FORMAT BINARY)");
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var length = HeaderBytes.Length;
        HeaderBytes.CopyTo(buffer);
        foreach (var row in rows)
        {
            if (length + RowBytes > BufferBytes)
            {
                stream.Write(buffer, 0, length);
                length = 0;
            }
            Write(buffer.AsSpan(length, RowBytes), row);
            length += RowBytes;
        }
        stream.Write(buffer, 0, length);
        stream.Write([0xFF, 0xFF]); // the end: a row of -1 fields
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static void Write(Span<byte> target, SampleRow row)
    {
        BinaryPrimitives.WriteInt16BigEndian(target, 4);
        BinaryPrimitives.WriteInt32BigEndian(target[2..], 4);
        BinaryPrimitives.WriteInt32BigEndian(target[6..], row.Series);
        BinaryPrimitives.WriteInt32BigEndian(target[10..], 8);
        BinaryPrimitives.WriteInt64BigEndian(target[14..], row.Sample.Time);
        BinaryPrimitives.WriteInt32BigEndian(target[22..], 8);
        BinaryPrimitives.WriteDoubleBigEndian(target[26..], row.Sample.Value);
        BinaryPrimitives.WriteInt32BigEndian(target[34..], 4);
        BinaryPrimitives.WriteInt32BigEndian(target[38..], row.Sample.Quality);
    }
}

/// <summary>A row of a history.</summary>
internal readonly record struct SampleRow(int Series, Row Sample);
