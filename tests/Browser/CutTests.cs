using FactoryTwin.Product.Testing;
using static Microsoft.Playwright.Assertions;

namespace FactoryTwin.Browser.Tests;

/// <summary>The product is gone while somebody looks, and comes back.</summary>
public sealed class CutTests : ConsoleTestBase
{
    protected override bool OwnProduct => true;

    [Test]
    public async Task No_value_is_shown_as_live_while_the_stream_is_cut_and_all_are_again_after_it()
    {
        await SignInAsync("operator");
        await Expect(Page.Locator(".pointrow--normal").Nth(10)).ToBeVisibleAsync();

        await Product.KillAsync();

        await Expect(Page.GetByTestId("connection")).ToHaveTextAsync("Reconnecting");
        await Expect(Page.Locator(".alarmline")).ToContainTextAsync("Live data interrupted");
        await Expect(Page.Locator(".pointrow--normal")).ToHaveCountAsync(0);
        await Expect(Page.Locator(".areacard__normal")).ToHaveCountAsync(0);

        Product = await ProductProcess.StartOnAsync(Product.Port, DataDirectory);

        await Expect(Page.GetByTestId("connection")).ToHaveTextAsync("Live");
        await Expect(Page.Locator(".pointrow--normal").Nth(10)).ToBeVisibleAsync();
    }
}
