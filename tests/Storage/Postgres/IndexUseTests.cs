using FactoryTwin.Storage.Postgres;
using FactoryTwin.Storage.Queries;
using FactoryTwin.Testing;
using Npgsql;

namespace FactoryTwin.Storage.Tests.Postgres;

/// <summary>What the server says of the plans for our queries: a declared index is used, for filters, orders and the pages behind.</summary>
public sealed class IndexUseTests
{
    private const int Count = 4_000;
    private IStore store = null!;

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [OneTimeSetUp]
    public async Task Fill()
    {
        store = await PostgresStore.OpenAsync(new PostgresStoreOptions((await PostgresServer.SharedAsync()).ConnectionString, "index_use"), TimeProvider.System, Ct);
        await store.WriteAsync(tx =>
        {
            for (var i = 0; i < Count; i++)
            {
                tx.Put(Widgets.All, new Widget { Name = $"widgets/{i:D5}", Colour = $"colour {i % 1000}", Count = i, Weight = i / 3.0 });
            }
        }, Ct);
        await (await PostgresServer.SharedAsync()).ExecuteAsync("ANALYZE index_use.doc_widgets");
    }

    [OneTimeTearDown]
    public async Task Close() => await store.DisposeAsync();

    [TestCase("colour = \"colour 7\"", "", "doc_widgets_f_colour_text")]
    [TestCase("count >= 100 AND count < 110", "", "doc_widgets_f_count_integer")]
    [TestCase("weight > 1332", "", "doc_widgets_f_weight_real")]
    [TestCase("", "colour", "doc_widgets_f_colour_text")]
    [TestCase("", "count desc", "doc_widgets_f_count_integer")]
    [TestCase("", "", "doc_widgets_pkey")]
    public async Task A_declared_index_is_used(string filter, string orderBy, string index)
    {
        var query = new ListQuery(20, "", filter, orderBy);
        var plan = await PlanAsync(query);
        Assert.That(plan, Does.Contain(index).And.Not.Contain("Seq Scan"));
        if (filter.Length > 0)
            return;
        Assert.That(plan, Does.Not.Match("(?<!Incremental )Sort  "), "the order comes from the index; equal keys are sorted among themselves");
        var page = await store.ListAsync(Widgets.All, query, Ct);
        Assert.That(await PlanAsync(query with { PageToken = page.NextPageToken }), Does.Contain(index).And.Not.Contain("Seq Scan"));
    }

    [Test]
    public async Task A_prefix_of_names_is_a_range_of_the_key() =>
        Assert.That(await PlanAsync(new ListQuery(20) { NamePrefix = "widgets/012" }), Does.Contain("doc_widgets_pkey").And.Contain("Index Cond"));

    private static async Task<string> PlanAsync(ListQuery query)
    {
        var fields = IndexField.QueryFields(Widgets.All).ConvertAll(field => field with { Column = Pg.Name(field.Column) });
        var list = new DocumentList("doc_widgets", fields, query, PostgresDialect.Instance);
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder((await PostgresServer.SharedAsync()).ConnectionString) { SearchPath = "index_use", Pooling = false });
        await using var explain = source.CreateCommand("EXPLAIN " + list.Sql);
        foreach (var value in list.Sql.Values)
            explain.Parameters.Add(Pg.Parameter(value));
        var plan = new List<string>();
        await using var row = await explain.ExecuteReaderAsync(Ct);
        while (await row.ReadAsync(Ct))
            plan.Add(row.GetString(0));
        return string.Join('\n', plan);
    }
}
