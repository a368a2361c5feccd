using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using FactoryTwin.Product.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FactoryTwin.Browser.Tests;

/// <summary>Tariffs as they are edited, and forecasts with what they are worth.</summary>
public sealed partial class EnergyTests : ConsoleTestBase
{
    [Test]
    public async Task A_tariff_is_edited_its_gaps_are_told_by_field_and_nobody_elses_work_is_lost()
    {
        await SignInAsync("energy-manager");
        await OpenAsync("energy/+tariffs/+new");
        await Page.Locator("input[name=id]").FillAsync("works");
        await Page.Locator("input[name=displayName]").FillAsync("Works");
        await Page.Locator("input[name=currency]").FillAsync("CNY");
        await Page.GetByLabel("To 1").FillAsync("20:00");
        await Page.GetByLabel("CNY/kWh 1").FillAsync("0.62");
        await Expect(Page.GetByTestId("day-grid").GetByRole(AriaRole.Img)).ToHaveAttributeAsync("aria-label", "00:00–20:00: Flat 0.62; 20:00–24:00: no price");
        await ButtonAsync("Check");
        await Expect(Page.Locator("[data-field='versions[0].schedules[0].periods']")).ToHaveTextAsync("no period covers 20:00 to 24:00");
        await Page.GetByLabel("To 1").FillAsync("25:00");
        await ButtonAsync("Check");
        await Expect(Page.GetByLabel("To 1")).ToHaveAttributeAsync("aria-invalid", "true");
        await Page.GetByLabel("To 1").FillAsync("24:00");
        await ButtonAsync("Save");
        await Expect(Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).ToHaveTextAsync("Works");

        using var other = await ApiClient.SignInAsync(Product.Address, "engineer");
        using var answer = await other.Http.PatchAsJsonAsync("/v1/tariffs/works?updateMask=carrier", new { carrier = "heat" });
        answer.EnsureSuccessStatusCode();
        await Page.Locator("input[name=displayName]").FillAsync("Works, mine");
        await ButtonAsync("Save");
        var conflict = Page.GetByTestId("conflict");
        await Expect(conflict).ToContainTextAsync("They changed: Carrier");
        await Expect(Page.Locator("input[name=displayName]")).ToHaveValueAsync("Works, mine");
        await ButtonAsync("Drop mine, show theirs");
        await Expect(Page.Locator("input[name=carrier]")).ToHaveValueAsync("heat");
        await Expect(conflict).ToHaveCountAsync(0);
    }

    [Test]
    public async Task A_forecast_stands_beside_the_figures_of_its_back_test()
    {
        using var api = await ApiClient.SignInAsync(Product.Address, "energy-manager");
        await api.PostAsync("/v1/priceSeries", new { name = "priceSeries/market", displayName = "Market", currency = "USD" });
        await api.PostAsync("/v1/priceSeries/market:import", Prices(DateTime.UtcNow.Date), "text/csv");
        await SignInAsync("operator");
        await OpenAsync("energy/+forecast/prices%3Amarket");
        await Expect(Page.GetByTestId("scores").Locator("thead th")).ToHaveCountAsync(5);
        await Expect(Page.GetByTestId("scores")).ToContainTextAsync("MASE");
        await Expect(Page.Locator(".forecastchart__band")).ToHaveAttributeAsync("d", Path());
        await Expect(Page.GetByText("the history ends")).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Table" }).ClickAsync();
        await Expect(Page.Locator(".forecast table").First.Locator("tbody tr")).ToHaveCountAsync(24);
    }

    private Task ButtonAsync(string name) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true }).ClickAsync();

    /// <summary>Five weeks of hourly prices with a daily and a weekly course.</summary>
    private static string Prices(DateTime end)
    {
        var text = new StringBuilder("start_time,price\n");
        for (var at = end.AddDays(-35); at < end; at = at.AddHours(1))
            text.Append(CultureInfo.InvariantCulture, $"{at:yyyy-MM-dd'T'HH:mm:ss'Z'},{40 + (20 * Math.Sin(at.Hour * Math.PI / 12)) + (at.Hour * at.Day % 7)}\n");
        return text.ToString();
    }

    [GeneratedRegex("^M", RegexOptions.None, 1000)]
    private static partial Regex Path();
}
