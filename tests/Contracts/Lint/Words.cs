namespace FactoryTwin.Contracts.Tests.Lint;

/// <summary>Words within names.</summary>
internal static class Words
{
    /// <summary>"List" of "ListPriceSeries".</summary>
    public static string First(string pascal)
    {
        var end = 1;
        while (end < pascal.Length && !char.IsUpper(pascal[end]))
            end++;
        return pascal[..Math.Min(end, pascal.Length)];
    }

    /// <summary>"PriceSeries" as "price_series".</summary>
    public static string Snake(string pascal) =>
        string.Concat(pascal.Select((letter, index) => char.IsUpper(letter) ? (index == 0 ? "" : "_") + char.ToLowerInvariant(letter) : letter.ToString()));

    /// <summary>"PriceSeries" as "priceSeries".</summary>
    public static string Camel(string pascal) => pascal.Length == 0 ? "" : char.ToLowerInvariant(pascal[0]) + pascal[1..];

    /// <summary>The words of "price_per_mwh".</summary>
    public static string[] OfSnake(string snake) => snake.Split('_');
}
