namespace FactoryTwin.Storage.Queries;

/// <summary>What differs between the databases' SQL for filters and lists.</summary>
internal abstract class SqlDialect
{
    /// <summary>What begins the place of a parameter; its number follows.</summary>
    public abstract char Parameter { get; }

    /// <summary>The value false.</summary>
    public abstract string False { get; }

    /// <summary>The function that gives the second value where the first is NULL.</summary>
    public abstract string IfNull { get; }

    /// <summary>The operator that is true where the two differ, NULL being a value of its own.</summary>
    public abstract string Differs { get; }

    /// <summary>The operator that matches a pattern, case-sensitively.</summary>
    public abstract string Matches { get; }

    /// <summary>The function that finds the second text in the first.</summary>
    public abstract string Position { get; }

    /// <summary>A text with wildcards as <see cref="Matches"/> takes it; with <paramref name="anywhere"/> anything may be around it.</summary>
    public abstract object Pattern(FilterText text, bool anywhere);

    /// <summary>One key of an order: unset values first, last where descending.</summary>
    public abstract void WriteOrder(SqlText sql, SortKey key);

    public virtual void WriteEqual(SqlText sql, QueryField field, object value) => sql.Add(field.Column).Add(" = ").Value(value);

    /// <summary>A bound by which a field's index is used.</summary>
    public virtual void WriteAtLeast(SqlText sql, QueryField field, object value) => sql.Add(field.Column).Add(" >= ").Value(value);
}
