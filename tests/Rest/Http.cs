using System.Text;

namespace FactoryTwin.Rest.Tests;

internal static class Http
{
    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    public static StringContent Text(string text, string mediaType) => new(text, Encoding.UTF8, mediaType);
}
