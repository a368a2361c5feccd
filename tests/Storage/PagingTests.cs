namespace FactoryTwin.Storage.Tests;

public sealed class PagingTests(StoreAdapter adapter) : StoreContract(adapter)
{
    [Test]
    public async Task Writes_between_and_during_pages_neither_hide_nor_repeat_what_stays(
        [Values("", "count", "count desc", "colour desc, count")] string orderBy, [Values(1, 2)] int seed)
    {
        var random = new Random(seed);
        var staying = Enumerable.Range(0, 120).Select(i => Random(random, $"widgets/{i:D4}-stays")).ToList();
        await Store.WriteAsync(tx => staying.Select(widget => tx.Put(Widgets.All, widget)).ToList(), Ct);
        using var stop = new CancellationTokenSource();
        var noise = Task.Run(() => MakeNoiseAsync(new Random(seed + 100), stop.Token), Ct);

        var seen = new List<string>();
        var between = new List<string>();
        var token = "";
        do
        {
            var page = await Store.ListAsync(Widgets.All, new ListQuery(random.Next(1, 12), token, "", orderBy), Ct);
            seen.AddRange(page.Documents.Select(document => document.Name));
            token = page.NextPageToken;
            between.Add($"widgets/{random.Next(120):D4}-between-{seen.Count}");
            await Store.WriteAsync(tx => tx.Put(Widgets.All, Random(random, between[^1])), Ct);
            await Store.WriteAsync(tx => tx.Delete(Widgets.All, between[random.Next(between.Count)]), Ct);
        }
        while (token.Length > 0);
        await stop.CancelAsync();

        Assert.That(seen, Is.Unique);
        Assert.That(seen.Where(name => name.EndsWith("-stays", StringComparison.Ordinal)), Is.EquivalentTo(staying.Select(widget => widget.Name)));
        Assert.That(await noise, Is.Positive, "nothing was written meanwhile, so nothing was proven");
    }

    [Test]
    public async Task A_prefix_keeps_a_list_within_one_parent()
    {
        string[] names = ["m/a", "m/a/orders/1", "m/a/orders/2", "m/ab/orders/3", "m/b/orders/4"];
        await Store.WriteAsync(tx => names.Select(name => tx.Put(Widgets.All, Widgets.Named(name))).ToList(), Ct);

        var page = await Store.ListAsync(Widgets.All, new ListQuery(1) { NamePrefix = "m/a/orders/" }, Ct);
        var rest = await Store.ListAsync(Widgets.All, new ListQuery(9, page.NextPageToken) { NamePrefix = "m/a/orders/" }, Ct);

        Assert.That(page.Documents.Concat(rest.Documents).Select(document => document.Name), Is.EqualTo(new[] { "m/a/orders/1", "m/a/orders/2" }));
        Assert.That(rest.NextPageToken, Is.Empty);
    }

    [Test]
    public async Task A_token_is_refused_with_another_filter_order_or_prefix()
    {
        await Store.WriteAsync(tx => Enumerable.Range(0, 5).Select(i => tx.Put(Widgets.All, new Widget { Name = $"w/{i}", Count = i })).ToList(), Ct);
        var query = new ListQuery(2, "", "count >= 0", "count") { NamePrefix = "w/" };
        query = query with { PageToken = (await Store.ListAsync(Widgets.All, query, Ct)).NextPageToken };

        Assert.That((await Store.ListAsync(Widgets.All, query with { PageSize = 3 }, Ct)).Documents, Has.Count.EqualTo(3));
        foreach (var other in new[] { query with { Filter = "count >= 1" }, query with { OrderBy = "count desc" }, query with { NamePrefix = "" } })
        {
            var refused = await Assert.ThrowsAsync<InvalidQueryException>(async () => await Store.ListAsync(Widgets.All, other, Ct));
            Assert.That(refused!.Field, Is.EqualTo("page_token"));
        }
    }

    [Test]
    public async Task A_damaged_token_is_refused_by_name_or_only_moves_the_place()
    {
        await Store.WriteAsync(tx => Enumerable.Range(0, 5).Select(i => tx.Put(Widgets.All, new Widget { Name = $"w/{i}", Count = i })).ToList(), Ct);
        var token = (await Store.ListAsync(Widgets.All, new ListQuery(2, OrderBy: "count"), Ct)).NextPageToken;
        var random = new Random(5);
        var refusals = 0;
        for (var i = 0; i < 500; i++)
        {
            var damaged = token.ToCharArray();
            damaged[random.Next(damaged.Length)] = (char)random.Next(1, 256);
            var text = new string(damaged)[..random.Next(1, damaged.Length + 1)];
            try
            {
                await Store.ListAsync(Widgets.All, new ListQuery(2, text, OrderBy: "count"), Ct);
            }
            catch (InvalidQueryException refused)
            {
                Assert.That(refused.Field, Is.EqualTo("page_token"));
                refusals++;
            }
        }
        Assert.That(refusals, Is.GreaterThan(250));
    }

    private static Widget Random(Random random, string name)
    {
        var widget = new Widget { Name = name };
        if (random.Next(4) > 0)
            widget.Count = random.Next(5);
        if (random.Next(4) > 0)
            widget.Colour = "rgb"[random.Next(3)].ToString();
        return widget;
    }

    private async Task<int> MakeNoiseAsync(Random random, CancellationToken stop)
    {
        var written = 0;
        while (!stop.IsCancellationRequested)
        {
            var name = $"widgets/{random.Next(120):D4}-noise-{written}";
            await Store.WriteAsync(tx => tx.Put(Widgets.All, Random(random, name)), CancellationToken.None);
            if (random.Next(2) == 0)
                await Store.WriteAsync(tx => tx.Delete(Widgets.All, name), CancellationToken.None);
            written++;
        }
        return written;
    }
}
