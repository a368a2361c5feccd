using System.Net;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Gateway.Routing;

/// <summary>
/// The body of an answer that goes on as a stream. Where its first bytes are not there yet the headers are sent on alone: on gRPC they
/// are metadata that a caller may wait for, and the proxy would keep them until a message comes.
/// </summary>
internal sealed class EagerContent(HttpContent inner, HttpResponse response) : HttpContent
{
    protected override async Task<Stream> CreateContentReadStreamAsync() => new EagerStream(await inner.ReadAsStreamAsync(), response);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new EagerStream(await inner.ReadAsStreamAsync(cancellationToken), response);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => inner.CopyToAsync(stream, context);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private sealed class EagerStream(Stream inner, HttpResponse response) : Stream
    {
        private bool _begun;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_begun)
                return inner.ReadAsync(buffer, cancellationToken);
            _begun = true;
            var first = inner.ReadAsync(buffer, cancellationToken);
            return first.IsCompleted ? first : SendHeadersAsync(first, cancellationToken);
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }

        private async ValueTask<int> SendHeadersAsync(ValueTask<int> first, CancellationToken cancellationToken)
        {
            await response.Body.FlushAsync(cancellationToken);
            return await first;
        }
    }
}
