using System.Threading.Channels;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Services.VirtualPlant.Forwarding.Domain;

namespace FactoryTwin.Services.VirtualPlant.Forwarding;

/// <summary>The buffer between simulation and sender, with a bell that wakes the sender.</summary>
public sealed class ForwardQueue(Microsoft.Extensions.Options.IOptions<VirtualPlantOptions> options)
{
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public ForwardBuffer<PushReadingsRequest> Buffer { get; } = new(options.Value.MaxWaitingBatches);

    /// <summary>Adds a stored batch; returns what had to be dropped for it.</summary>
    public IReadOnlyList<WaitingBatch<PushReadingsRequest>> Add(PushReadingsRequest request)
    {
        var dropped = Buffer.Add(new(request.Sequence, request.Readings.Count, request));
        bell.Writer.TryWrite(true);
        return dropped;
    }

    /// <summary>The oldest waiting batch, as soon as there is one.</summary>
    public async Task<WaitingBatch<PushReadingsRequest>> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Buffer.Peek() is { } batch) return batch;
            await bell.Reader.ReadAsync(cancellationToken);
        }
    }
}
