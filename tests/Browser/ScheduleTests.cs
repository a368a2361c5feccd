using System.Globalization;
using FactoryTwin.Product.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FactoryTwin.Browser.Tests;

/// <summary>The plan over the prices, as it changes.</summary>
public sealed partial class ScheduleTests : ConsoleTestBase
{
    [Test]
    public async Task A_price_change_shows_a_new_plan_without_a_reload()
    {
        await SignInAsync("energy-manager");
        await OpenAsync("schedule");
        await Expect(Page.Locator(".gantt__bar").First).ToBeVisibleAsync();
        await Page.EvaluateAsync("() => { window.notReloaded = true; }");
        var revision = await Page.GetByTestId("revision").InnerTextAsync();

        await ChangePricesAsync();

        await Expect(Page.GetByTestId("revision")).Not.ToHaveTextAsync(revision);
        await Expect(Page.Locator(".planlog")).ToContainTextAsync("Prices changed");
        await Expect(Page.Locator(".planwhy__reason")).Not.ToBeEmptyAsync();
        Assert.That(await Page.EvaluateAsync<bool>("() => window.notReloaded === true"), "the page is the one that was opened");
    }

    [Test]
    public async Task The_plan_and_its_benchmark_stand_side_by_side_with_their_costs()
    {
        await SignInAsync("dispatcher");
        await OpenAsync("schedule");

        await Expect(Page.GetByTestId("cost-plan")).ToContainTextAsync("USD");
        await Expect(Page.GetByTestId("cost-benchmark")).ToContainTextAsync("USD");
        await Expect(Page.GetByTestId("saving")).ToContainTextAsync("%");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Table" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Cell, new PageGetByRoleOptions { Name = "Benchmark" }).First).ToBeVisibleAsync();
    }

    [Test]
    public async Task An_order_that_a_dispatcher_places_is_planned_and_can_be_withdrawn()
    {
        await SignInAsync("dispatcher");
        await OpenAsync("schedule");
        var form = Page.Locator(".orderform");
        await form.Locator("input[name=id]").FillAsync("rush-1");
        await form.Locator("input[name=parts]").FillAsync("2");
        await form.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Place the order" }).ClickAsync();

        await Expect(form).ToContainTextAsync("Order rush-1 placed");
        await Expect(Page.Locator(".planlog")).ToContainTextAsync("rush-1");
        var line = Page.GetByRole(AriaRole.Row, new PageGetByRoleOptions { Name = "rush-1" });
        await line.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Withdraw" }).ClickAsync();
        await line.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Really withdraw" }).ClickAsync();
        await Expect(line).ToContainTextAsync("Withdrawn");
    }

    [Test]
    public async Task The_price_form_names_the_faulty_field_and_keeps_what_was_typed()
    {
        await SignInAsync("energy-manager");
        await OpenAsync("energy");
        var price = Page.Locator("input[name=price]");
        await price.FillAsync("dear");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Set the price" }).ClickAsync();

        await Expect(price).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(price).ToHaveValueAsync("dear");
        await price.FillAsync("91.5");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Set the price" }).ClickAsync();
        await Expect(Page.GetByText("Stored as revision")).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_session_that_ends_asks_for_a_new_sign_in_and_keeps_what_was_typed()
    {
        await SignInAsync("energy-manager");
        await OpenAsync("energy");
        await Page.RouteAsync("**/v1/priceSeries/*:set", route => route.FulfillAsync(new RouteFulfillOptions
        {
            Status = 401, ContentType = "application/problem+json", Body = """{"title":"Unauthenticated","status":401,"code":"TOKEN_EXPIRED"}""",
        }));
        await Page.Locator("input[name=price]").FillAsync("73.25");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Set the price" }).ClickAsync();
        var again = Page.GetByRole(AriaRole.Dialog, new PageGetByRoleOptions { Name = "Sign in" });
        await Expect(again).ToContainTextAsync("nothing you typed is lost");

        await again.Locator(".signin__user:has(input[value='energy-manager'])").ClickAsync();
        await again.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Sign in" }).ClickAsync();

        await Expect(again).Not.ToBeVisibleAsync();
        await Expect(Page.Locator("input[name=price]")).ToHaveValueAsync("73.25");
        await Expect(Page.GetByTestId("connection")).ToHaveTextAsync("Live");
    }

    /// <summary>Makes the hours to come dear and cheap in turn, so that no plan can stay as it is.</summary>
    private async Task ChangePricesAsync()
    {
        using var api = await ApiClient.SignInAsync(Product.Address, "energy-manager");
        var machine = (await api.GetAsync("/v1/machines"))["machines"]![0]!;
        var hour = new DateTimeOffset(DateTime.UtcNow.Date.AddHours(DateTime.UtcNow.Hour), TimeSpan.Zero);
        var steps = Enumerable.Range(0, 12).Select(i => new
        {
            startTime = Text(hour.AddHours(i)), endTime = Text(hour.AddHours(i + 1)), pricePerMwh = i % 2 == 0 ? 310.5 : 4.25,
        });
        await api.PostAsync($"/v1/{machine["priceSeries"]!.GetValue<string>()}:set", new { steps });
    }

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
