using System.Text;

namespace FactoryTwin.Services.Energy.Pricing;

/// <summary>Bytes of a price file as text.</summary>
internal static class PriceFileText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text, or null where it is not UTF-8.</summary>
    public static string? Of(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
