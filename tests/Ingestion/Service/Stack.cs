using System.Diagnostics.Metrics;
using System.Text;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Services.Ingestion;
using FactoryTwin.Services.Ingestion.Imports;
using FactoryTwin.Services.Ingestion.Pushes;
using FactoryTwin.Services.Ingestion.RawBatches;
using FactoryTwin.Services.Ingestion.Registry;
using FactoryTwin.Services.Ingestion.Rejects;
using FactoryTwin.Storage;
using FactoryTwin.Testing;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Ingestion.Tests.Service;

/// <summary>The service's parts on a real store, without a listener.</summary>
internal sealed class Stack : IAsyncDisposable
{
    private readonly ServiceProvider _meters = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private Stack(IStore store, IngestionOptions options)
    {
        var metrics = new IngestionMetrics(_meters.GetRequiredService<IMeterFactory>());
        Store = store;
        Sources = new(store, Clock);
        Pushes = new(store, Sources, options, metrics, Clock);
        Imports = new(store, Sources, options, metrics, Clock);
        Replays = new(store, Sources, options, metrics, Clock);
        RawBatches = new(store);
    }

    public static FixedClock Clock { get; } = new();

    public IStore Store { get; }

    public SourceRegistry Sources { get; }

    public PushHandler Pushes { get; }

    public ImportHandler Imports { get; }

    public ReplayHandler Replays { get; }

    public RawBatchHandler RawBatches { get; }

    public static async Task<Stack> OpenAsync(string directory, IngestionOptions? options = null) =>
        new(await TestAdapters.OpenStoreAsync(directory, "ingestion", Clock), options ?? new());

    /// <summary>Imports a text, sent in pieces.</summary>
    public Task<ImportReadingsResponse> ImportAsync(string source, string csv, int pieceBytes = 4096, string contentType = "text/csv") =>
        ImportAsync(source, Encoding.UTF8.GetBytes(csv), pieceBytes, contentType);

    public Task<ImportReadingsResponse> ImportAsync(string source, byte[] csv, int pieceBytes = 4096, string contentType = "text/csv") =>
        Imports.ImportAsync(new Pieces(Cut(source, csv, pieceBytes, contentType)), CancellationToken.None);

    public async Task<IReadOnlyList<RejectedRow>> RejectedAsync(string source) =>
        [.. (await Store.ListAsync(IngestionStore.RejectedRows, new(100_000) { NamePrefix = source + "/rejectedRows/" }, CancellationToken.None)).Documents.Select(d => d.Value)];

    public ValueTask<IReadOnlyList<Sample>> SamplesAsync(string point) =>
        Store.ReadSamplesAsync(IngestionStore.Readings, point, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, 1_000_000, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await _meters.DisposeAsync();
    }

    public static IEnumerable<ImportReadingsRequest> Cut(string source, byte[] csv, int pieceBytes, string contentType)
    {
        var at = 0;
        do
        {
            var length = Math.Min(pieceBytes, csv.Length - at);
            yield return new() { Name = source, File = new() { ContentType = contentType, Data = ByteString.CopyFrom(csv, at, length) } };
            at += length;
        }
        while (at < csv.Length);
    }
}

/// <summary>A request stream over a list; may end with a failure, as a cut connection does.</summary>
internal sealed class Pieces(IEnumerable<ImportReadingsRequest> requests, Exception? end = null) : IAsyncStreamReader<ImportReadingsRequest>
{
    private readonly IEnumerator<ImportReadingsRequest> _requests = requests.GetEnumerator();

    public ImportReadingsRequest Current => _requests.Current;

    public Task<bool> MoveNext(CancellationToken cancellationToken) =>
        _requests.MoveNext() ? Task.FromResult(true) : end is null ? Task.FromResult(false) : Task.FromException<bool>(end);
}

/// <summary>Always 2026-03-01 12:00 UTC.</summary>
internal sealed class FixedClock : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
}
