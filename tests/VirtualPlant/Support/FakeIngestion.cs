using FactoryTwin.Ingestion.V1;
using FactoryTwin.Rpc;
using Grpc.Core;

namespace FactoryTwin.VirtualPlant.Tests.Support;

/// <summary>Ingestion as the plant sees it: answers, is away, answers but loses the answer, does not know the source, or refuses.</summary>
internal sealed class FakeIngestion : Readings.ReadingsClient
{
    public enum Mood
    {
        Answers,
        Away,
        LosesAnswers,
        Refuses,
    }

    public Mood Now { get; set; } = Mood.Answers;

    public bool KnowsSource { get; set; } = true;

    /// <summary>Every request that arrived, as it arrived.</summary>
    public List<PushReadingsRequest> Arrived { get; } = [];

    /// <summary>What is stored, by sequence.</summary>
    public SortedDictionary<long, PushReadingsRequest> Stored { get; } = [];

    public FakeSources Sources => new(this);

    public override AsyncUnaryCall<PushReadingsResponse> PushReadingsAsync(PushReadingsRequest request, CallOptions options)
    {
        if (Now == Mood.Away) return Answer.Away<PushReadingsResponse>();
        if (!KnowsSource) return Answer.Failing<PushReadingsResponse>(RpcErrors.NotFound(request.Source));
        Arrived.Add(request.Clone());
        if (Now == Mood.Refuses) return Answer.Failing<PushReadingsResponse>(RpcErrors.InvalidArgument(("readings", "are not to my taste")));
        if (Stored.TryGetValue(request.Sequence, out var first)) Assert.That(request, Is.EqualTo(first), "a sequence came again with other content");
        Stored[request.Sequence] = request.Clone();
        return Now == Mood.LosesAnswers ? Answer.Away<PushReadingsResponse>() : Answer.With(new PushReadingsResponse { Accepted = request.Readings.Count });
    }

    internal sealed class FakeSources(FakeIngestion ingestion) : FactoryTwin.Ingestion.V1.Sources.SourcesClient
    {
        public override AsyncUnaryCall<Source> CreateSourceAsync(CreateSourceRequest request, CallOptions options)
        {
            ingestion.KnowsSource = true;
            return Answer.With(request.Source);
        }
    }
}
