using FactoryTwin.Ingestion.V1;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Ingestion.Registry;
using Google.Rpc;
using Grpc.Core;

namespace FactoryTwin.Ingestion.Tests.Service;

internal sealed class SourceTests : StackFixture
{
    [Test]
    public async Task A_source_reads_back_after_a_restart_with_etag_times_and_statistics()
    {
        var wanted = Source("sources/rig", "p");
        var created = await Stack.Sources.CreateAsync(wanted.Clone(), CancellationToken.None);
        await RestartAsync();

        var read = await Stack.Sources.GetAsync("sources/rig", CancellationToken.None);

        Assert.That(read.Etag, Is.EqualTo(created.Etag).And.Not.Empty);
        Assert.That(read.CreateTime, Is.Not.Null);
        Assert.That(read.Statistics, Is.EqualTo(new SourceStatistics()));
        Assert.That(read.Mappings, Is.EqualTo(wanted.Mappings));
    }

    [Test]
    public async Task Every_faulty_field_is_named_at_once()
    {
        var source = new Source { Name = "sources/-x", CsvFormat = new() { Separator = ";;", TimeZone = "Mars/Olympus" } };
        source.Mappings.Add(new ColumnMapping { Column = "a b" });
        source.Mappings.Add(new ColumnMapping { Column = "c", Scale = double.NaN });
        source.Mappings.Add(new ColumnMapping { Column = "c", Point = "q" });
        source.Mappings.Add(new ColumnMapping { Column = "d", Point = "q" });

        var error = (await Assert.ThrowsAsync<RpcException>(() => Stack.Sources.CreateAsync(source, CancellationToken.None)))!;

        var fields = RpcErrors.GetStatus(error).Details.Where(d => d.Is(BadRequest.Descriptor)).SelectMany(d => d.Unpack<BadRequest>().FieldViolations).Select(v => v.Field);
        Assert.That(fields, Is.EquivalentTo([
            "source.name", "source.display_name", "source.mappings[0].point", "source.mappings[1].scale", "source.mappings[2].column",
            "source.mappings[3].point", "source.csv_format.separator", "source.csv_format.time_zone"]));
    }

    [Test]
    public async Task A_point_belongs_to_one_source_until_that_source_gives_it_up()
    {
        var other = Source("sources/other", "x");
        other.Mappings[0].Point = "lab.a";

        var error = (await Assert.ThrowsAsync<RpcException>(() => Stack.Sources.CreateAsync(other, CancellationToken.None)))!;
        await Stack.Sources.UpdateAsync(Lab, "", source => source.Mappings.RemoveAt(0), CancellationToken.None);

        Assert.That(error.StatusCode, Is.EqualTo(StatusCode.AlreadyExists));
        Assert.That(error.Status.Detail, Does.Contain("points/lab.a").And.Contain(Lab));
        Assert.That(async () => await Stack.Sources.CreateAsync(other, CancellationToken.None), Throws.Nothing);
    }

    [Test]
    public async Task A_name_is_taken_once() => Assert.That(
        (await Assert.ThrowsAsync<RpcException>(() => Stack.Sources.CreateAsync(Source(Lab, "z"), CancellationToken.None)))!.StatusCode, Is.EqualTo(StatusCode.AlreadyExists));

    [Test]
    public async Task An_update_with_an_old_etag_is_aborted_and_changes_nothing()
    {
        var before = await Stack.Sources.GetAsync(Lab, CancellationToken.None);
        var after = await Stack.Sources.UpdateAsync(Lab, before.Etag, s => s.Owner = "first", CancellationToken.None);

        var error = (await Assert.ThrowsAsync<RpcException>(() => Stack.Sources.UpdateAsync(Lab, before.Etag, s => s.Owner = "second", CancellationToken.None)))!;

        Assert.That(error.StatusCode, Is.EqualTo(StatusCode.Aborted));
        Assert.That(after.Etag, Is.Not.EqualTo(before.Etag));
        Assert.That((await Stack.Sources.GetAsync(Lab, CancellationToken.None)).Owner, Is.EqualTo("first"));
    }

    [Test]
    public async Task Readings_do_not_change_a_sources_etag()
    {
        var before = await Stack.Sources.GetAsync(Lab, CancellationToken.None);
        await Stack.ImportAsync(Lab, "time,a\n2026-01-01T00:00:00Z,1\n");

        Assert.That((await Stack.Sources.GetAsync(Lab, CancellationToken.None)).Etag, Is.EqualTo(before.Etag));
    }

    [Test]
    public async Task Each_change_is_published_with_the_source_as_it_is_now()
    {
        await Stack.Sources.UpdateAsync(Lab, "", s => s.Owner = "new owner", CancellationToken.None);

        var events = (await Stack.Store.Outbox.PeekAsync(10, CancellationToken.None)).Where(e => e.Topic == SourceRegistry.Topic).ToList();

        Assert.That(events.Select(e => (e.Event.Key, e.Event.Payload<SourceChanged>().Source.Owner)), Is.EqualTo([(Lab, "lab"), (Lab, "new owner")]));
    }
}
