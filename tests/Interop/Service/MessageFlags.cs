using FactoryTwin.Interop.Tests.Wire;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Interop.Tests.Service;

/// <summary>Lets the test service see which messages of a request came compressed; the runtime shows it to no handler.</summary>
internal static class MessageFlags
{
    public static void UseMessageFlags(this IApplicationBuilder app) => app.Use(next => http =>
    {
        var flags = new List<bool>();
        http.Items[typeof(MessageFlags)] = flags;
        http.Request.Body = new ObservedStream(http.Request.Body, new MessageParser((compressed, _) => flags.Add(compressed)));
        return next(http);
    });

    /// <summary>One for each message that was read, true where it was compressed.</summary>
    public static IReadOnlyList<bool> Of(ServerCallContext context) => (List<bool>)context.GetHttpContext().Items[typeof(MessageFlags)]!;

    private sealed class ObservedStream(Stream inner, MessageParser parser) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            parser.Add(buffer.Span[..count]);
            return count;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
