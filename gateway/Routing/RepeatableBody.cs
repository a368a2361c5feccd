using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Gateway.Routing;

/// <summary>A request's body, of which so much is kept that another instance can be sent it from the start. For one reader at a time.</summary>
/// <param name="http">The request.</param>
internal sealed class RepeatableBody(HttpContext http) : ForwardedBody(http.Request.Body)
{
    /// <summary>What a body may have had read of it and still be sent again, in bytes.</summary>
    public const int Most = 64 * 1024;

    private readonly bool _survivesCancellation = HttpProtocol.IsHttp2(http.Request.Protocol);
    private byte[] _kept = [];
    private int _count;
    private int _at;
    private bool _reading;
    private bool _broken;

    /// <summary>Begins anew. False where that is not possible: too much was read, or the last reader has not let go.</summary>
    public bool TryRewind()
    {
        _at = 0;
        return !_broken && !_reading;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_at == _count)
            return ReadOnAsync(buffer, cancellationToken);
        var again = Math.Min(_count - _at, buffer.Length);
        _kept.AsSpan(_at, again).CopyTo(buffer.Span);
        _at += again;
        return ValueTask.FromResult(again);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            GiveBack();
        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadOnAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        _reading = true;
        try
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            if (!_broken)
                Keep(buffer.Span[..read]);
            return read;
        }
        catch (OperationCanceledException)
        {
            _broken |= !_survivesCancellation;
            throw;
        }
        catch
        {
            _broken = true;
            throw;
        }
        finally
        {
            _reading = false;
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_count + bytes.Length > Most)
        {
            _broken = true;
            GiveBack();
            return;
        }
        if (_count + bytes.Length > _kept.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_count + bytes.Length, 2 * _count));
            _kept.AsSpan(0, _count).CopyTo(larger);
            if (_kept.Length > 0)
                ArrayPool<byte>.Shared.Return(_kept);
            _kept = larger;
        }
        bytes.CopyTo(_kept.AsSpan(_count));
        _at = _count += bytes.Length;
    }

    private void GiveBack()
    {
        if (_kept.Length > 0)
            ArrayPool<byte>.Shared.Return(_kept);
        (_kept, _count, _at) = ([], 0, 0);
    }
}
