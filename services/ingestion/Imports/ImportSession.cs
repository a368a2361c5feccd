using System.Buffers;
using System.Text;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Ingestion.Imports.Domain;
using FactoryTwin.Services.Ingestion.Recording;
using FactoryTwin.Services.Ingestion.Recording.Domain;
using FactoryTwin.Services.Ingestion.Registry.Domain;
using FactoryTwin.Storage;
using Google.Protobuf;

namespace FactoryTwin.Services.Ingestion.Imports;

/// <summary>
/// One import. Bytes come in as they like; rows go out in chunks of one transaction each, together with the raw bytes that came
/// since the last one. Nothing is stored before the header is known to be usable.
/// </summary>
internal sealed class ImportSession(IStore store, SourceMapping mapping, string contentType, IngestionOptions options, IngestionMetrics metrics, TimeProvider time)
{
    private readonly CsvReader _reader = new((byte)SeparatorOf(mapping.Source)[0], options.MaxRowBytes);
    private readonly ArrayBufferWriter<byte> _raw = new(64 << 10);
    private readonly ImportChunk _chunk = new();
    private readonly RowVerdict _verdict = new();
    private readonly ImportTotals _totals = new();
    private readonly DateTimeOffset _received = time.GetUtcNow();
    private RowJudge? _judge;
    private byte[] _header = [];
    private long _rawId;
    private bool _headerKept;

    public ImportReadingsResponse Response => _totals.Response;

    public async Task AddAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        _reader.Add(piece.Span);
        _raw.Write(piece.Span);
        while (ReadRows()) await FlushAsync(complete: false, cancellationToken);
        if (_judge is not null && _raw.WrittenCount > options.MaxRowBytes) await FlushAsync(complete: false, cancellationToken);
    }

    public async Task<ImportReadingsResponse> EndAsync(CancellationToken cancellationToken)
    {
        _reader.End();
        while (ReadRows()) await FlushAsync(complete: false, cancellationToken);
        if (_judge is null) throw RpcErrors.InvalidArgument(("file", "is empty; expected a header line"));
        await FlushAsync(complete: true, cancellationToken);
        Response.RawBatch = RawBatch;
        return Response;
    }

    private string RawBatch => SourceNames.RawBatch(mapping.Source.Name, _rawId);

    private static string SeparatorOf(Source source) => source.CsvFormat is { Separator.Length: > 0 } format ? format.Separator : ",";

    /// <summary>Reads rows into the chunk; true when it is full.</summary>
    private bool ReadRows()
    {
        while (_reader.TryRead(out var row))
        {
            if (_judge is null)
            {
                ReadHeader(row);
                continue;
            }
            _judge.Judge(row, _verdict);
            _chunk.Add(row.Line, row.Raw, _verdict);
            if (_chunk.Rows.Count >= options.ImportRows || _chunk.Readings.Count + _chunk.Faults.Count >= options.ImportReadings) return true;
        }
        return false;
    }

    private void ReadHeader(CsvRow row)
    {
        var header = CsvHeader.Read(row, mapping, out var faults) ?? throw RpcErrors.InvalidArgument([.. faults.Select(f => ("file", f))]);
        var zone = mapping.Source.CsvFormat is { TimeZone.Length: > 0 } format ? TimeZoneInfo.FindSystemTimeZoneById(format.TimeZone) : null;
        _judge = new(header, zone, _received + options.FutureLimit);
        _header = row.Raw.ToArray();
        _reader.Columns = header.Columns.Count;
    }

    private async Task FlushAsync(bool complete, CancellationToken cancellationToken)
    {
        var (id, result) = await store.WriteAsync(transaction => Store(transaction, complete), cancellationToken);
        _rawId = id;
        _headerKept |= result.Rejected > 0;
        _totals.Add(result);
        metrics.Rejected("import", result.RejectedRows.Select(r => r.Reason));
        _chunk.Clear();
        _raw.ResetWrittenCount();
    }

    private (long RawId, ImportReadingsResponse Result) Store(IStoreTransaction transaction, bool complete)
    {
        var id = _rawId > 0 ? _rawId : transaction.BeginJournal(IngestionStore.RawBatches, mapping.Source.Name, contentType);
        transaction.AppendJournal(IngestionStore.RawBatches, id, _raw.WrittenMemory, complete);
        var name = SourceNames.RawBatch(mapping.Source.Name, id);
        var result = new ChunkWriter(mapping.Source.Name, Encoding.UTF8.GetString(_header), name, _received).Write(transaction, _chunk);
        Recorder.Count(
            transaction, mapping.Source.Name, result.AcceptedReadings, result.RejectedReadings, result.DuplicateReadings, _chunk.LastEvent, _received);
        if (result.Rejected > 0 && !_headerKept)
            transaction.Put(IngestionStore.Headers, new KeptHeader { Name = name, Line = ByteString.CopyFrom(_header), Separator = SeparatorOf(mapping.Source) });
        return (id, result);
    }
}
