using FactoryTwin.Events;
using FactoryTwin.Hosting;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Ingestion.Recording;
using FactoryTwin.Services.Ingestion.Recording.Domain;
using FactoryTwin.Services.Ingestion.Registry.Domain;
using FactoryTwin.Storage;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace FactoryTwin.Services.Ingestion.Registry;

/// <summary>The registered sources. Changes are published; a point belongs to one source.</summary>
internal sealed class SourceRegistry(IStore store, TimeProvider time)
{
    public const string Topic = "ingestion.sources";

    private readonly MappingCache _mappings = new();

    public Task<Source> CreateAsync(Source source, CancellationToken cancellationToken)
    {
        var faults = SourceValidator.Faults(source);
        if (faults.Count > 0) throw Invalid(faults);
        return store.WriteAsync(
            transaction =>
            {
                if (transaction.Get(IngestionStore.Sources, source.Name) is not null) throw RpcErrors.AlreadyExists(source.Name);
                return Put(transaction, source, before: null);
            },
            cancellationToken);
    }

    /// <summary>Applies <paramref name="change"/> to the stored source; a guard that is not empty must be its etag.</summary>
    public Task<Source> UpdateAsync(string name, string etag, Action<Source> change, CancellationToken cancellationToken) => store.WriteAsync(
        transaction =>
        {
            var stored = transaction.Get(IngestionStore.Sources, name) ?? throw RpcErrors.NotFound(name);
            if (etag.Length > 0 && etag != stored.Etag)
                throw RpcErrors.Aborted("ETAG_MISMATCH", $"'{name}' was changed by someone else: its etag is '{stored.Etag}', the request's '{etag}'.");
            var changed = stored.Value.Clone();
            change(changed);
            var faults = SourceValidator.Faults(changed);
            if (faults.Count > 0) throw Invalid(faults);
            return Put(transaction, changed, stored.Value);
        },
        cancellationToken);

    public async Task<Source> GetAsync(string name, CancellationToken cancellationToken)
    {
        var document = await store.GetAsync(IngestionStore.Sources, name, cancellationToken) ?? throw RpcErrors.NotFound(name);
        return await DescribeAsync(document, cancellationToken);
    }

    /// <summary>The mapping that counts now.</summary>
    public async ValueTask<SourceMapping> GetMappingAsync(string name, CancellationToken cancellationToken)
    {
        if (SourceNames.IdOf(name) is null) throw RpcErrors.InvalidArgument(("source", $"must be sources/ and an id ({SourceNames.IdRule})"));
        var document = await store.GetAsync(IngestionStore.Sources, name, cancellationToken) ?? throw RpcErrors.NotFound(name);
        return _mappings.Get(document);
    }

    public async Task<ListSourcesResponse> ListAsync(ListQuery query, CancellationToken cancellationToken)
    {
        var page = await store.ListPageAsync(IngestionStore.Sources, query, cancellationToken);
        var response = new ListSourcesResponse { NextPageToken = page.NextPageToken };
        foreach (var document in page.Documents) response.Sources.Add(await DescribeAsync(document, cancellationToken));
        return response;
    }

    private async ValueTask<Source> DescribeAsync(Document<Source> document, CancellationToken cancellationToken)
    {
        var source = document.WithHead();
        source.Statistics = (await store.GetAsync(IngestionStore.Statistics, source.Name, cancellationToken))?.Value.Statistics ?? new();
        return source;
    }

    private Source Put(IStoreTransaction transaction, Source source, Source? before)
    {
        source = source.WithoutHead();
        source.Statistics = null;
        PointOwnership.Move(transaction, source, before);
        var described = transaction.Put(IngestionStore.Sources, source).WithHead();
        transaction.Publish(Topic, CloudEvent.Of(new SourceChanged { Source = described }, Recorder.EventSource, source.Name, time.GetUtcNow(), subject: source.Name));
        return described;
    }

    private static RpcException Invalid(IEnumerable<(string Field, string Description)> faults) =>
        RpcErrors.InvalidArgument([.. faults.Select(f => ("source." + f.Field, f.Description))]);
}
