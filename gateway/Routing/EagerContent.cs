using System.Net;
using FactoryTwin.Rpc.Server;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Gateway.Routing;

/// <summary>
/// The body of an answer that goes on as a stream. Where its first bytes are not there yet the headers are sent on alone: on gRPC they
/// are metadata that a caller may wait for, and the proxy would keep them until a message comes. A caller who takes nothing of it for
/// too long loses it: the web server's least rate is one on average, by which whatever the system's buffers took at once is a credit of hours.
/// </summary>
/// <param name="inner">The service's answer.</param>
/// <param name="http">Where it goes.</param>
/// <param name="time">Tells how long.</param>
internal sealed class EagerContent(HttpContent inner, HttpContext http, TimeProvider time) : HttpContent
{
    /// <summary>How long a caller may take nothing; as at a service.</summary>
    public static readonly TimeSpan SlowReaderLimit = TimeSpan.FromMinutes(2);

    /// <summary>So much, in bytes, goes into the buffers on the way, and is not timed.</summary>
    private const long Unnoticed = 64 * 1024;

    protected override async Task<Stream> CreateContentReadStreamAsync() => new EagerStream(await inner.ReadAsStreamAsync(), http, time);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new EagerStream(await inner.ReadAsStreamAsync(cancellationToken), http, time);

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

    private sealed class EagerStream(Stream inner, HttpContext http, TimeProvider time) : Stream
    {
        private SlowReader? _reader;
        private long _taken;
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

        /// <summary>Between two reads the proxy writes what it has got.</summary>
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _reader?.End();
            var read = inner.ReadAsync(buffer, cancellationToken);
            if (_begun && buffer.IsEmpty)
                return read;
            return _begun && read.IsCompletedSuccessfully ? new ValueTask<int>(Count(read.Result)) : ReadOnAsync(read, cancellationToken);
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _reader?.Dispose();
                inner.Dispose();
            }
            base.Dispose(disposing);
        }

        private async ValueTask<int> ReadOnAsync(ValueTask<int> read, CancellationToken cancellationToken)
        {
            if (!_begun)
            {
                _begun = true;
                if (!read.IsCompleted)
                    await http.Response.Body.FlushAsync(cancellationToken);
            }
            return Count(await read);
        }

        private int Count(int read)
        {
            _taken += read;
            if (read > 0 && _taken > Unnoticed)
                (_reader ??= new SlowReader(http, time, SlowReaderLimit)).Begin();
            return read;
        }
    }
}
