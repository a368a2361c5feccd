using System.Diagnostics;
using FactoryTwin.Events.Common;

namespace FactoryTwin.Events.Tests;

/// <summary>The span of a batch.</summary>
public sealed class EventTracingTests
{
    private const string One = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private const string Sibling = "00-0af7651916cd43dd8448eb211c80319c-c7ad6b7169203331-01";
    private const string Other = "00-1bf7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [TestCase(new[] { One }, One, new string[0])]
    [TestCase(new[] { One, One, Sibling, "" }, One, new[] { Sibling }, Description = "one trace: part of it")]
    [TestCase(new[] { One, Other }, "", new[] { One, Other }, Description = "several: a trace of its own")]
    [TestCase(new[] { "", "not a trace" }, "", new string[0])]
    public void A_batch_is_part_of_the_one_trace_or_links_to_several(string[] publishers, string parent, string[] links)
    {
        using var traces = new Traces();
        using var outside = new Activity("what runs where the loop began").Start();
        using var span = EventTracing.Start(new("t", 0, [.. publishers.Select((text, i) => new ReceivedEvent(i, Events.Numbered("k", i, 1)[0] with { TraceParent = text.Length == 0 ? null : text }))]), "g")!;

        Assert.That(span.ParentId ?? "", Is.EqualTo(parent));
        Assert.That(span.Links.Select(link => $"00-{link.Context.TraceId}-{link.Context.SpanId}-01"), Is.EqualTo(links));
        Assert.That(span.TraceId, Is.Not.EqualTo(outside.TraceId));
    }
}

/// <summary>Listens to the spans of handlers, as a collector would.</summary>
internal sealed class Traces : IDisposable
{
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == "FactoryTwin.Events",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    public Traces() => ActivitySource.AddActivityListener(_listener);

    /// <summary>The id of the trace that the caller runs in.</summary>
    public static string? Running => Activity.Current?.TraceId.ToHexString();

    public void Dispose() => _listener.Dispose();
}
