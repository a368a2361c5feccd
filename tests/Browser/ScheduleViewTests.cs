using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FactoryTwin.Browser.Tests;

/// <summary>The deciders beside each other, where the saving is from, what was planned when, and orders that change.</summary>
public sealed partial class ScheduleTests
{
    [Test]
    public async Task The_deciders_stand_side_by_side_and_their_saving_is_explained()
    {
        await SignInAsync("operator");
        await OpenPartAsync("Deciders");
        var rows = Page.GetByTestId("deciders").Locator("tbody tr");
        await Expect(rows).ToHaveCountAsync(4);
        await Expect(rows.Filter(new LocatorFilterOptions { HasText = "Exact optimum" })).ToContainTextAsync("0.00 %");
        await Expect(Page.GetByTestId("plan-state")).ToContainTextAsync("In force");
        var bars = Page.Locator(".gantt__bars");
        await Expect(bars).ToHaveCountAsync(4);
        await bars.First.Locator(".gantt__bar").First.FocusAsync();
        await Page.Keyboard.PressAsync("ArrowRight");
        await Expect(bars.First.Locator(".gantt__bar").Nth(1)).ToBeFocusedAsync();

        await OpenPartAsync("Saving");
        await Expect(Page.GetByTestId("saving-sum")).ToContainTextAsync("USD");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "By batch" }).ClickAsync();
        await Expect(Page.Locator(".waterfall__column--plan")).ToHaveCountAsync(1);

        await OpenPartAsync("Re-plan log");
        var log = Page.GetByTestId("replans").Locator("tbody tr");
        await Expect(log.First).ToContainTextAsync("In force");
        await log.Last.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(Page.GetByTestId("plan-state")).ToContainTextAsync("Stale");
    }

    [Test]
    public async Task An_order_is_changed_and_what_the_server_refuses_stands_beside_its_field()
    {
        await SignInAsync("dispatcher");
        await OpenAsync("schedule");
        var line = Page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = "Open" }).First;
        var order = await line.GetByRole(AriaRole.Rowheader).InnerTextAsync();
        await line.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Change" }).ClickAsync();
        var form = Page.GetByRole(AriaRole.Form, new PageGetByRoleOptions { Name = $"Change order {order}" });
        var parts = form.Locator("input[name=parts]");
        await parts.FillAsync("10001");
        await form.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Change the order" }).ClickAsync();
        await Expect(form.Locator(".field__fault")).ToHaveTextAsync("must be 1 to 10000");
        await Expect(parts).ToHaveValueAsync("10001");

        await parts.FillAsync("1");
        await form.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Change the order" }).ClickAsync();

        await Expect(form).ToContainTextAsync($"Order {order} changed");
        await Expect(Page.Locator(".planlog")).ToContainTextAsync($"Order {order} was changed");
    }

    private async Task OpenPartAsync(string part)
    {
        if (!Page.Url.Contains("#/schedule", StringComparison.Ordinal)) await OpenAsync("schedule");
        await Page.Locator(".subnav").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = part }).ClickAsync();
    }
}
