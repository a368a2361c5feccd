using System.Diagnostics.CodeAnalysis;
using System.Text;
using SQLitePCL;

namespace FactoryTwin.Storage.Sqlite;

/// <summary>
/// A prepared statement. Disposing gives it back: a cached one is reset for its next use, another is freed. SQLite's own calls
/// instead of ADO commands, because binding parameters by name through boxed objects costs more than the insert itself.
/// </summary>
internal sealed class Statement(Database database, sqlite3_stmt handle, bool cached) : IDisposable
{
    /// <summary>Binds parameter ?<paramref name="index"/>.</summary>
    public Statement Bind(int index, long value)
    {
        database.Check(raw.sqlite3_bind_int64(handle, index, value));
        return this;
    }

    public Statement Bind(int index, double value)
    {
        database.Check(raw.sqlite3_bind_double(handle, index, value));
        return this;
    }

    public Statement Bind(int index, string? value)
    {
        // By length, not to the first NUL: two names must not become one. An empty span has no address, so "" goes the other way.
        database.Check(value switch
        {
            null => raw.sqlite3_bind_null(handle, index),
            "" => raw.sqlite3_bind_text(handle, index, ""),
            _ => raw.sqlite3_bind_text(handle, index, Encoding.UTF8.GetBytes(value).AsSpan()),
        });
        return this;
    }

    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        // An empty span has no address, and SQLite takes a null address for NULL.
        database.Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, index, 0) : raw.sqlite3_bind_blob(handle, index, value));
        return this;
    }

    /// <summary>Binds null, string, long, double or bool.</summary>
    public Statement BindValue(int index, object? value) => value switch
    {
        null => Bind(index, (string?)null),
        string text => Bind(index, text),
        long number => Bind(index, number),
        double number => Bind(index, number),
        bool flag => Bind(index, flag ? 1L : 0L),
        _ => throw new ArgumentException($"A value of type {value.GetType()} cannot be bound.", nameof(value)),
    };

    /// <summary>Moves to the next row; false at the end.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code is raw.SQLITE_ROW)
            return true;
        if (code is not raw.SQLITE_DONE)
            database.Check(code);
        return false;
    }

    /// <summary>Runs to the end and makes ready for the next binding.</summary>
    public void Run()
    {
        while (Step()) { }
        Reset();
    }

    /// <summary>Ends the current run; bindings stay.</summary>
    // The result repeats the error that the last step has told already.
    public void Reset() => _ = raw.sqlite3_reset(handle);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(handle, column);

    public double Double(int column) => raw.sqlite3_column_double(handle, column);

    [return: NotNullIfNotNull(nameof(absent))]
    public string? Text(int column, string? absent = "") => IsNull(column) ? absent : Encoding.UTF8.GetString(Blob(column));

    /// <summary>The value of an index's column; null where unset.</summary>
    public object? Value(int column, IndexKind kind) => kind switch
    {
        _ when IsNull(column) => null,
        IndexKind.Text => Text(column),
        IndexKind.Real => Double(column),
        _ => Long(column),
    };

    /// <summary>Valid until the next step, reset or disposal.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);

    public DateTimeOffset Time(int column) => new(Long(column), TimeSpan.Zero);

    public void Dispose()
    {
        if (!cached)
        {
            Free();
            return;
        }
        Reset();
        _ = raw.sqlite3_clear_bindings(handle);
    }

    public void Free() => handle.Dispose();
}
