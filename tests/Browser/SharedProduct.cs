using FactoryTwin.Product.Testing;
using FactoryTwin.Testing;
using Microsoft.Playwright;

namespace FactoryTwin.Browser.Tests;

/// <summary>The browser of all fixtures, and the product of those that leave it as they found it: to start one takes longer than most tests do.</summary>
[SetUpFixture]
public sealed class SharedProduct
{
    private static IPlaywright? _playwright;
    private static IBrowser? _browser;
    private static (ProductProcess Process, TempDirectory Data)? _product;

    /// <summary>Started by the first fixture that asks; fixtures run one after the other.</summary>
    internal static async Task<IBrowser> BrowserAsync()
    {
        _playwright ??= await Playwright.CreateAsync();
        return _browser ??= await Chromium.LaunchAsync(_playwright);
    }

    /// <summary>The product and its data.</summary>
    internal static async Task<(ProductProcess Process, TempDirectory Data)> ProductAsync()
    {
        if (_product is { } running)
            return running;
        var data = new TempDirectory();
        var started = (await ProductProcess.StartAsync(data.Path), data);
        _product = started;
        return started;
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_product is not { } product) return;
        await product.Process.DisposeAsync();
        product.Data.Dispose();
    }
}
