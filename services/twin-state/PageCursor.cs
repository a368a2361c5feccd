using System.Buffers.Text;
using System.Text;
using FactoryTwin.Rpc;

namespace FactoryTwin.Services.TwinState;

/// <summary>Opaque page tokens that hold the last key of the page before.</summary>
internal static class PageCursor
{
    public static string Write(string lastKey) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(lastKey));

    /// <summary>The last key; empty for the first page.</summary>
    public static string Read(string token)
    {
        if (token.Length == 0) return "";
        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token));
        }
        catch (FormatException)
        {
            throw RpcErrors.InvalidArgument(("page_token", "is not one that this method gave"));
        }
    }
}
