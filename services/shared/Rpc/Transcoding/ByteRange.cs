using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>The one range of bytes that a download was asked for (RFC 9110 §14); several at once are answered with the whole.</summary>
/// <param name="Start">The first byte.</param>
/// <param name="End">The byte after the last.</param>
internal readonly record struct ByteRange(long Start, long End)
{
    /// <summary>Sets status and headers. Null where the whole goes out; an empty range where there are no such bytes (416).</summary>
    public static ByteRange? Begin(HttpContext http)
    {
        var response = http.Response;
        if (response.ContentLength is not { } size || response.StatusCode != StatusCodes.Status200OK)
            return null;
        response.Headers.AcceptRanges = "bytes";
        if (!HttpMethods.IsGet(http.Request.Method) || Asked(http, size) is not { } range)
            return null;
        if (range.Start >= range.End)
        {
            response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            response.Headers.ContentRange = $"bytes */{size}";
            response.ContentLength = 0;
            return default(ByteRange);
        }
        response.StatusCode = StatusCodes.Status206PartialContent;
        response.Headers.ContentRange = $"bytes {range.Start}-{range.End - 1}/{size}";
        response.ContentLength = range.End - range.Start;
        return range;
    }

    /// <summary>What of a piece is within the range.</summary>
    /// <param name="piece">Bytes of the whole.</param>
    /// <param name="at">Where they are in it.</param>
    public ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> piece, long at)
    {
        var from = Math.Clamp(Start - at, 0, piece.Length);
        var to = Math.Clamp(End - at, from, piece.Length);
        return piece[(int)from..(int)to];
    }

    private static ByteRange? Asked(HttpContext http, long size)
    {
        var headers = http.Request.Headers;
        if (headers.Range.Count == 0 || !RangeHeaderValue.TryParse(headers.Range.ToString(), out var asked) || asked.Unit != "bytes" || asked.Ranges.Count != 1)
            return null;
        // A part of one version must not be joined to a part of another (§13.1.5).
        if (headers.IfRange.Count > 0 && headers.IfRange.ToString() != http.Response.Headers.ETag.ToString())
            return null;
        var range = asked.Ranges.Single();
        return range.From is { } from
            ? new ByteRange(from, Math.Min(range.To ?? (size - 1), size - 1) + 1)
            : new ByteRange(Math.Max(0, size - range.To!.Value), range.To.Value == 0 ? 0 : size);
    }
}
