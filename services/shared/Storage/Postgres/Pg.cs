using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace FactoryTwin.Storage.Postgres;

/// <summary>Statements with typed parameters, and names that fit.</summary>
internal static class Pg
{
    private const int LongestName = 63; // bytes; the server cuts longer ones, and then two may become one

    /// <summary>A statement whose parameters are $1, $2, …</summary>
    public static NpgsqlBatchCommand Sql(string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(Parameter(value));
        return command;
    }

    /// <summary>
    /// The same statement for another connection: one that was run keeps the name under which the first connection had prepared it.
    /// </summary>
    public static NpgsqlBatchCommand Again(NpgsqlBatchCommand run)
    {
        var command = new NpgsqlBatchCommand(run.CommandText);
        foreach (NpgsqlParameter parameter in run.Parameters)
            command.Parameters.Add(parameter.Clone());
        return command;
    }

    /// <summary>An unset value of a column of this kind.</summary>
    public static NpgsqlParameter Null(IndexKind kind) => new() { Value = DBNull.Value, NpgsqlDbType = TypeOf(kind) };

    public static NpgsqlParameter Parameter(object? value) => value switch
    {
        NpgsqlParameter made => made,
        null => new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
        string text => new NpgsqlParameter<string> { TypedValue = TextCode.Encode(text), NpgsqlDbType = NpgsqlDbType.Text },
        long number => new NpgsqlParameter<long> { TypedValue = number, NpgsqlDbType = NpgsqlDbType.Bigint },
        int number => new NpgsqlParameter<int> { TypedValue = number, NpgsqlDbType = NpgsqlDbType.Integer },
        double number => new NpgsqlParameter<double> { TypedValue = number, NpgsqlDbType = NpgsqlDbType.Double },
        bool flag => new NpgsqlParameter<bool> { TypedValue = flag, NpgsqlDbType = NpgsqlDbType.Boolean },
        Guid id => new NpgsqlParameter<Guid> { TypedValue = id, NpgsqlDbType = NpgsqlDbType.Uuid },
        ReadOnlyMemory<byte> bytes => new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = bytes, NpgsqlDbType = NpgsqlDbType.Bytea },
        byte[] bytes => new NpgsqlParameter<byte[]> { TypedValue = bytes, NpgsqlDbType = NpgsqlDbType.Bytea },
        byte[][] many => new NpgsqlParameter<byte[][]> { TypedValue = many, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
        int[] numbers => new NpgsqlParameter<int[]> { TypedValue = numbers, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer },
        long[] numbers => new NpgsqlParameter<long[]> { TypedValue = numbers, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
        double[] numbers => new NpgsqlParameter<double[]> { TypedValue = numbers, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Double },
        string[] texts => new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(texts, TextCode.Encode), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
        _ => throw new ArgumentException($"A value of type {value.GetType()} cannot be bound.", nameof(value)),
    };

    /// <summary>JSON text as a jsonb parameter.</summary>
    public static NpgsqlParameter Json(string? json) => new() { Value = (object?)json ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb };

    /// <summary>A LIKE pattern, which is encoded already.</summary>
    public static NpgsqlParameter Pattern(string pattern) => new NpgsqlParameter<string> { TypedValue = pattern, NpgsqlDbType = NpgsqlDbType.Text };

    /// <summary>The name of a table, column or index, made to fit without becoming another's.</summary>
    public static string Name(string name) => name.Length <= LongestName
        ? name
        : $"{name[..(LongestName - 13)]}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..12]}";

    /// <summary>A key of the server's advisory locks for one purpose of one schema.</summary>
    public static long LockKey(string schema, string purpose) =>
        BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes($"factorytwin/{schema}/{purpose}")));

    public static string Text(this NpgsqlDataReader row, int column) => TextCode.Decode(row.GetString(column));

    public static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.Text(column);

    /// <summary>The value of an index's column; null where unset.</summary>
    public static object? Value(this NpgsqlDataReader row, int column, IndexKind kind) => kind switch
    {
        _ when row.IsDBNull(column) => null,
        IndexKind.Text => row.Text(column),
        IndexKind.Real => row.GetDouble(column),
        _ => row.GetInt64(column),
    };

    /// <summary>A time kept in ticks: the server's own type has microseconds only.</summary>
    public static DateTimeOffset Time(this NpgsqlDataReader row, int column) => new(row.GetInt64(column), TimeSpan.Zero);

    private static NpgsqlDbType TypeOf(IndexKind kind) => kind switch
    {
        IndexKind.Text => NpgsqlDbType.Text,
        IndexKind.Real => NpgsqlDbType.Double,
        _ => NpgsqlDbType.Bigint,
    };
}
