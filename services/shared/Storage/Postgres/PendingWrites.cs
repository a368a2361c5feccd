using FactoryTwin.Storage.Postgres.Histories;
using Npgsql;

namespace FactoryTwin.Storage.Postgres;

/// <summary>Statements and samples that are not sent yet: they wait for the next read or the commit and go in one message.</summary>
internal sealed class PendingWrites
{
    /// <summary>In order; with what reads their rows, where they have any.</summary>
    public List<(NpgsqlBatchCommand Command, Action<NpgsqlDataReader>? Rows)> Commands { get; } = [];

    /// <summary>Samples by the table that takes them.</summary>
    public Dictionary<string, List<SampleRow>> Samples { get; } = new(StringComparer.Ordinal);

    public bool IsEmpty => Commands.Count == 0 && Samples.Count == 0;

    public void Add(NpgsqlBatchCommand command, Action<NpgsqlDataReader>? rows = null) => Commands.Add((command, rows));

    public void Add(string table, SampleRow row)
    {
        if (!Samples.TryGetValue(table, out var rows))
            Samples.Add(table, rows = []);
        rows.Add(row);
    }

    /// <summary>Takes over all of <paramref name="other"/>, behind what is there.</summary>
    public void Take(PendingWrites other)
    {
        Commands.AddRange(other.Commands);
        foreach (var (table, rows) in other.Samples)
        {
            if (!Samples.TryAdd(table, rows))
                Samples[table].AddRange(rows);
        }
        other.Clear();
    }

    public void Clear()
    {
        Commands.Clear();
        Samples.Clear();
    }
}
