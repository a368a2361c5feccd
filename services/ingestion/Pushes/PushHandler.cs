using System.Globalization;
using System.Security.Cryptography;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Ingestion.Recording;
using FactoryTwin.Services.Ingestion.Registry;
using FactoryTwin.Services.Ingestion.Registry.Domain;
using FactoryTwin.Services.Ingestion.Rejects;
using FactoryTwin.Services.Ingestion.Rejects.Domain;
using FactoryTwin.Storage;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace FactoryTwin.Services.Ingestion.Pushes;

/// <summary>
/// Takes pushed batches: raw, standard readings, rejects, statistics and the event are one transaction, and the answer comes after
/// it is durable. The answers to the newest numbered batches of a source are kept, so that a repeated one is answered as before.
/// </summary>
internal sealed class PushHandler(IStore store, SourceRegistry registry, IngestionOptions options, IngestionMetrics metrics, TimeProvider time)
{
    public const int MaxReadings = 10_000;
    private const string RawType = "application/x-protobuf; messageType=\"factorytwin.ingestion.v1.PushReadingsRequest\"";

    private readonly KeepAllowance _allowance = new(options.ListedRejects, options.ListedRejectsPerMinute);

    public async Task<PushReadingsResponse> PushAsync(PushReadingsRequest request, string door, CancellationToken cancellationToken)
    {
        if (request.Readings.Count > MaxReadings) throw RpcErrors.InvalidArgument(("readings", $"must be at most {MaxReadings}, not {request.Readings.Count}"));
        if (request.Sequence < 0) throw RpcErrors.InvalidArgument(("sequence", "must not be negative"));
        var started = time.GetTimestamp();
        var mapping = await registry.GetMappingAsync(request.Source, cancellationToken);
        var received = time.GetUtcNow();
        var batch = PushBatch.Judge(request, mapping, received + options.FutureLimit);
        var raw = request.ToByteArray();
        var (response, repeated) = await store.WriteAsync(transaction => Store(transaction, request, raw, batch, received), cancellationToken);
        if (repeated) return response;
        metrics.Stored(door, response.Accepted, response.Duplicates, time.GetElapsedTime(started));
        metrics.Rejected(door, response.RejectedReadings.Select(r => r.Reason));
        return response;
    }

    private (PushReadingsResponse Response, bool Repeated) Store(
        IStoreTransaction transaction, PushReadingsRequest request, byte[] raw, PushBatch batch, DateTimeOffset received)
    {
        var digest = request.Sequence > 0 ? SHA256.HashData(raw) : [];
        if (request.Sequence > 0 && transaction.Get(IngestionStore.Answers, AnswerName(request.Source, request.Sequence)) is { } kept)
            return kept.Value.Digest.Span.SequenceEqual(digest)
                ? (kept.Value.Answer, true)
                : throw SequenceReused(request.Sequence);

        var id = transaction.BeginJournal(IngestionStore.RawBatches, request.Source, RawType);
        transaction.AppendJournal(IngestionStore.RawBatches, id, raw, complete: true);
        var response = Answer(request, batch, Recorder.Record(transaction, request.Source, batch.Readings, received));
        KeepRejects(transaction, request, response, SourceNames.RawBatch(request.Source, id), received);
        Recorder.Count(transaction, request.Source, response.Accepted, response.Rejected, response.Duplicates, batch.LastEvent, received);
        if (request.Sequence == 0) return (response, false);
        transaction.Put(IngestionStore.Answers, new KeptAnswer { Name = AnswerName(request.Source, request.Sequence), Digest = ByteString.CopyFrom(digest), Answer = response });
        if (request.Sequence > options.KeptAnswers) transaction.Delete(IngestionStore.Answers, AnswerName(request.Source, request.Sequence - options.KeptAnswers));
        return (response, false);
    }

    private static PushReadingsResponse Answer(PushReadingsRequest request, PushBatch batch, AppendOutcome[] outcomes)
    {
        var response = new PushReadingsResponse { Accepted = outcomes.Count(o => o == AppendOutcome.Added), Duplicates = outcomes.Count(o => o == AppendOutcome.Duplicate) };
        var faults = batch.Faults.ToList();
        for (var i = 0; i < outcomes.Length; i++)
            if (outcomes[i] == AppendOutcome.Conflict) faults.Add((batch.Indexes[i], PushBatch.Conflict(batch.Readings[i])));
        response.Rejected = faults.Count;
        response.RejectedReadings.AddRange(faults.OrderBy(f => f.Index).Select(f => new RejectedReading
        {
            Index = f.Index,
            Tag = request.Readings[f.Index].Tag,
            Reason = f.Fault.Reason,
            Detail = f.Fault.Detail,
        }));
        return response;
    }

    private void KeepRejects(IStoreTransaction transaction, PushReadingsRequest request, PushReadingsResponse response, string rawBatch, DateTimeOffset received)
    {
        var listed = _allowance.Take(request.Source, response.RejectedReadings.Count, received);
        metrics.Unlisted(response.RejectedReadings.Count - listed);
        // As text for people: a time out of range has no JSON, which Format refuses.
        foreach (var rejected in response.RejectedReadings.Take(listed))
            RejectedRows.Keep(transaction, RejectedRows.Create(
                request.Source, KeptRowJudge.PushContext, 0, request.Readings[rejected.Index].ToString(), 0, new(rejected.Reason, rejected.Tag, rejected.Detail), rawBatch, received));
    }

    private static RpcException SequenceReused(long sequence)
    {
        var description = $"{sequence} was already used for a batch with other content; go on with the next number that was never sent";
        var detail = new BadRequest();
        detail.FieldViolations.Add(new BadRequest.Types.FieldViolation { Field = "sequence", Description = description });
        return RpcErrors.Create(StatusCode.InvalidArgument, "SEQUENCE_REUSED", "sequence: " + description + ".", detail);
    }

    private static string AnswerName(string source, long sequence) => string.Create(CultureInfo.InvariantCulture, $"{source}/sequences/{sequence}");
}
