using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>The id of a request: the caller's own where it is sound, else a new one. The response carries it.</summary>
public static class RequestIds
{
    /// <summary>The header, in both directions.</summary>
    public const string Header = "X-Request-Id";

    private const int MaxLength = 128;

    /// <summary>The request's id; makes it, and sets it on the response, the first time.</summary>
    public static string Of(HttpContext http)
    {
        if (http.Features.Get<RequestId>() is { } known)
            return known.Value;
        var given = http.Request.Headers[Header].ToString();
        var id = given.Length is > 0 and <= MaxLength && given.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-')
            ? given : Make();
        http.Features.Set(new RequestId(id));
        if (!http.Response.HasStarted)
            http.Response.Headers[Header] = id;
        return id;
    }

    /// <summary>128 random bits. An id is no secret: the system's own generator would cost each request a system call.</summary>
    private static string Make()
    {
        Span<byte> bits = stackalloc byte[16];
        Random.Shared.NextBytes(bits);
        return Convert.ToHexStringLower(bits);
    }

    private sealed record RequestId(string Value);
}
