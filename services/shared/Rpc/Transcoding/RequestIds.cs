using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>The id of a request: the caller's own where it is sound, else a new one. The response carries it.</summary>
public static class RequestIds
{
    /// <summary>The header, in both directions.</summary>
    public const string Header = "X-Request-Id";

    private const int MaxLength = 128;

    private static readonly object Key = new();

    /// <summary>The request's id; makes it, and sets it on the response, the first time.</summary>
    public static string Of(HttpContext http)
    {
        if (http.Items[Key] is string known)
            return known;
        var given = http.Request.Headers[Header].ToString();
        var id = given.Length is > 0 and <= MaxLength && given.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-')
            ? given : Guid.CreateVersion7().ToString("N");
        http.Items[Key] = id;
        if (!http.Response.HasStarted)
            http.Response.Headers[Header] = id;
        return id;
    }
}
