using Google.Protobuf;

namespace FactoryTwin.Storage.Tests;

public sealed class DocumentTests(StoreAdapter adapter) : StoreContract(adapter)
{
    [Test]
    public async Task A_document_reads_back_as_it_was_put()
    {
        var widget = new Widget { Name = "widgets/a", Colour = "rød", Count = -3, Weight = -0.0, Ready = true, Blob = ByteString.CopyFrom(0, 255, 0) };
        var put = await Store.WriteAsync(tx => tx.Put(Widgets.All, widget), Ct);

        await ReopenAsync();
        var read = await Store.GetAsync(Widgets.All, "widgets/a", Ct);

        Assert.That(read, Is.EqualTo(put));
        Assert.That(read!.Value, Is.EqualTo(widget));
    }

    [Test]
    public async Task What_was_never_put_or_was_deleted_is_null()
    {
        await Store.WriteAsync(tx => tx.Put(Widgets.All, Widgets.Named("widgets/a")), Ct);

        Assert.That(await Store.WriteAsync(tx => tx.Delete(Widgets.All, "widgets/a"), Ct), Is.True);
        Assert.That(await Store.WriteAsync(tx => tx.Delete(Widgets.All, "widgets/a"), Ct), Is.False);
        Assert.That(await Store.GetAsync(Widgets.All, "widgets/a", Ct), Is.Null);
        Assert.That(await Store.GetAsync(Widgets.All, "widgets/b", Ct), Is.Null);
    }

    [Test]
    public async Task The_create_time_stays_and_the_update_time_follows_the_writes()
    {
        var created = Time.Now;
        await Store.WriteAsync(tx => tx.Put(Widgets.All, Widgets.Named("widgets/a")), Ct);
        Time.Now += TimeSpan.FromTicks(1);
        await Store.WriteAsync(tx => tx.Put(Widgets.All, Widgets.Named("widgets/a")), Ct);

        var read = await Store.GetAsync(Widgets.All, "widgets/a", Ct);

        Assert.That(read!.CreateTime, Is.EqualTo(created));
        Assert.That(read.UpdateTime, Is.EqualTo(Time.Now));
    }

    [Test]
    public async Task Every_write_gives_a_new_etag_even_of_the_same_content_and_after_a_deletion()
    {
        var etags = new HashSet<string>();
        for (var i = 0; i < 20; i++)
        {
            etags.Add((await Store.WriteAsync(tx => tx.Put(Widgets.All, Widgets.Named("widgets/a")), Ct)).Etag);
            if (i % 3 == 0)
                await Store.WriteAsync(tx => tx.Delete(Widgets.All, "widgets/a"), Ct);
        }
        Assert.That(etags, Has.Count.EqualTo(20).And.None.Empty);
    }

    [Test]
    public async Task A_guarded_write_is_refused_when_the_document_has_another_etag()
    {
        var first = await Store.WriteAsync(tx => tx.Put(Widgets.All, Widgets.Named("widgets/a"), ""), Ct);
        var second = await Store.WriteAsync(tx => tx.Put(Widgets.All, Widgets.Named("widgets/a"), first.Etag), Ct);

        var stale = await Assert.ThrowsAsync<EtagMismatchException>(() => Store.WriteAsync(tx => tx.Put(Widgets.All, Widgets.Named("widgets/a"), first.Etag), Ct));
        Assert.That((stale!.Name, stale.Expected, stale.Actual), Is.EqualTo(("widgets/a", first.Etag, second.Etag)));
        await Assert.ThrowsAsync<EtagMismatchException>(() => Store.WriteAsync(tx => tx.Put(Widgets.All, Widgets.Named("widgets/a"), ""), Ct));
        var absent = await Assert.ThrowsAsync<EtagMismatchException>(() => Store.WriteAsync(tx => tx.Put(Widgets.All, Widgets.Named("widgets/b"), "x"), Ct));
        Assert.That(absent!.Actual, Is.Empty);
    }

    [Test]
    public async Task Concurrent_guarded_increments_lose_no_update()
    {
        await Store.WriteAsync(tx => tx.Put(Widgets.All, new Widget { Name = "widgets/a", Count = 0 }), Ct);
        var refused = 0;

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            for (var done = 0; done < 25;)
            {
                var seen = (await Store.GetAsync(Widgets.All, "widgets/a", Ct))!;
                try
                {
                    await Store.WriteAsync(tx => tx.Put(Widgets.All, new Widget { Name = "widgets/a", Count = seen.Value.Count + 1 }, seen.Etag), Ct);
                    done++;
                }
                catch (EtagMismatchException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        }, Ct)));

        Assert.That((await Store.GetAsync(Widgets.All, "widgets/a", Ct))!.Value.Count, Is.EqualTo(16 * 25));
        Assert.That(refused, Is.Positive, "the writers never met, so nothing was proven");
    }

    [Test]
    public async Task An_index_that_is_added_later_covers_the_documents_that_were_there()
    {
        var plain = new Collection<Widget>("widgets", widget => widget.Name);
        await Store.WriteAsync(tx =>
        {
            for (var i = 0; i < 1200; i++)
                tx.Put(plain, new Widget { Name = $"widgets/{i:D4}", Colour = i % 2 == 0 ? "red" : "blue" });
            return 0;
        }, Ct);
        await ReopenAsync();
        var page = await Store.ListAsync(Widgets.All, new ListQuery(2000, Filter: "colour = red"), Ct);
        Assert.That(page.Documents, Has.Count.EqualTo(600));

        // A program without the index writes in between; the index must not be believed afterwards.
        await ReopenAsync();
        await Store.WriteAsync(tx => tx.Put(plain, new Widget { Name = "widgets/0000", Colour = "blue" }), Ct);
        await ReopenAsync();
        page = await Store.ListAsync(Widgets.All, new ListQuery(2000, Filter: "colour = red"), Ct);
        Assert.That(page.Documents, Has.Count.EqualTo(599));
    }

    [Test]
    public async Task A_collection_is_refused_for_another_message_type_or_other_indexes()
    {
        await Store.WriteAsync(tx => tx.Put(Widgets.All, Widgets.Named("widgets/a")), Ct);

        var other = new Collection<Widget>("widgets", widget => widget.Name);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Store.GetAsync(other, "widgets/a", Ct));
        await ReopenAsync();
        var foreign = new Collection<Google.Protobuf.WellKnownTypes.StringValue>("widgets", value => value.Value);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Store.GetAsync(foreign, "widgets/a", Ct));
    }
}
