using System.Text.RegularExpressions;
using FactoryTwin.Product.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FactoryTwin.Browser.Tests;

/// <summary>What an operator sees of the plant.</summary>
public sealed partial class PlantTests : ConsoleTestBase
{
    [Test]
    public async Task A_value_changes_while_it_is_looked_at()
    {
        await SignInAsync("operator");
        var reading = Page.Locator(".pointrow--normal .reading").First;
        await Expect(reading).ToHaveTextAsync(Number());
        var before = await reading.InnerTextAsync();

        await Expect(reading).Not.ToHaveTextAsync(before);
    }

    [Test]
    public async Task Every_value_on_the_overview_has_its_quality_and_age()
    {
        await SignInAsync("operator");
        var lines = Page.Locator(".pointrow--normal");
        await Expect(lines.First).ToBeVisibleAsync();

        foreach (var line in await lines.AllAsync())
            Assert.That(await line.InnerTextAsync(), Does.Match(@"Good\s+Age\s+\d+ s"));
        Assert.That(await lines.CountAsync(), Is.GreaterThan(20));
    }

    [Test]
    public async Task A_point_is_three_clicks_from_the_overview_at_most()
    {
        await SignInAsync("operator");
        await Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { NameRegex = CompressorA() }).First.ClickAsync();
        await Page.Locator(".rowlink").First.ClickAsync();

        await Expect(Page.Locator(".trend canvas")).ToBeVisibleAsync();
        await Expect(Page.GetByTestId("point-value")).ToHaveTextAsync(Number());
        await Expect(Page.Locator(".readout")).ToContainTextAsync("Maximum");
    }

    [Test]
    public async Task The_search_field_leads_to_any_point_by_keyboard()
    {
        await SignInAsync("operator");
        await Expect(Page.Locator(".pointrow").First).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("/");
        await Page.Keyboard.TypeAsync("101-VT-2001A");
        await Expect(Page.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await Page.Keyboard.PressAsync("Enter");

        await Expect(Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).ToContainTextAsync("101-VT-2001A");
    }

    [Test]
    public async Task A_fault_is_switched_by_an_engineer_and_by_nobody_else()
    {
        await SignInAsync("engineer");
        await OpenAsync("simulation");
        var fault = Page.GetByRole(AriaRole.Switch, new PageGetByRoleOptions { Name = "Fault: Pressure transmitter of the inlet separator stuck" });
        await fault.ClickAsync();
        await Expect(fault).ToHaveAttributeAsync("aria-checked", "true");
        await fault.ClickAsync();

        await Expect(fault).ToHaveAttributeAsync("aria-checked", "false");
        await SignOutAsync();
        await SignInAsync("operator");
        await OpenAsync("simulation");
        await Expect(fault).ToBeDisabledAsync();
    }

    [GeneratedRegex(@"\d", RegexOptions.None, 1000)]
    private static partial Regex Number();

    [GeneratedRegex("^Compressor A", RegexOptions.None, 1000)]
    private static partial Regex CompressorA();
}
