using System.Globalization;
using FactoryTwin.Product.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FactoryTwin.Browser.Tests;

/// <summary>An order that cannot be met, and what is conceded for it.</summary>
public sealed partial class ScheduleTests
{
    [Test]
    public async Task A_plan_that_is_impossible_is_negotiated_and_what_was_accepted_is_recorded()
    {
        await SignInAsync("dispatcher");
        await OpenPartAsync("Plan and orders");
        await Expect(Page.Locator(".gantt__bar").First).ToBeVisibleAsync();
        using var api = await ApiClient.SignInAsync(Product.Address, "dispatcher");
        var machine = (await api.GetAsync("/v1/machines"))["machines"]![0]!["name"]!.GetValue<string>();
        var due = DateTime.UtcNow.AddMinutes(30).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        await api.PostAsync($"/v1/{machine}/orders", new { name = $"{machine}/orders/impossible", parts = 12, dueTime = due });
        await Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "See what would help" }).ClickAsync();
        await Expect(Page.Locator(".conflicts").First).ToContainTextAsync("Due date");
        await Expect(Page.GetByTestId("failure-state")).ToContainTextAsync("Open");

        await Page.GetByTestId("relaxations").GetByRole(AriaRole.Button).First.ClickAsync();
        await Page.GetByLabel("Why").FillAsync("agreed by telephone");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Really accept" }).ClickAsync();

        await Expect(Page.GetByTestId("failure-state")).ToContainTextAsync("A relaxation was accepted");
        await Expect(Page.GetByTestId("failure-record")).ToContainTextAsync("agreed by telephone");
        await Expect(Page.GetByTestId("plan-state")).ToContainTextAsync("In force");
        await Expect(Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "See what would help" })).ToHaveCountAsync(0);
        await api.PostAsync($"/v1/{machine}/orders/impossible:cancel", new { });
    }
}
