using System.Globalization;
using FactoryTwin.Product.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FactoryTwin.Browser.Tests;

/// <summary>What goes in and what comes out, with what nobody measured.</summary>
public sealed partial class EnergyTests
{
    [Test]
    public async Task An_interval_without_data_is_never_shown_as_balanced()
    {
        using var api = await ApiClient.SignInAsync(Product.Address, "engineer");
        await CreateBalanceAsync(api);
        await SignInAsync("operator");
        await OpenAsync("energy/+balances/hall");
        var rows = Page.GetByTestId("balances").Locator("tbody tr");
        await Expect(rows).ToHaveCountAsync(32);
        await Expect(rows.Locator("[data-standing=unknown]")).ToHaveCountAsync(30);
        await Expect(rows.Locator("[data-standing=ok]")).ToHaveCountAsync(1);
        await Expect(rows.Locator("[data-standing=imbalanced]")).ToHaveCountAsync(1);
        await Expect(Page.Locator(".sankey__band--partial")).Not.ToHaveCountAsync(0);

        await rows.Filter(new LocatorFilterOptions { Has = Page.Locator("[data-standing=imbalanced]") }).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(Page.Locator(".sankey__band--imbalance")).ToHaveAttributeAsync("aria-label", "Hall → Imbalance: Imbalance, 40 kWh, 100 % covered");
        await Expect(Page.GetByTestId("balance-nodes").Locator("tbody tr").First).ToContainTextAsync("Not judged");
    }

    /// <summary>A node whose meters were read for half an hour only: balanced at first, then not.</summary>
    private static async Task CreateBalanceAsync(ApiClient api)
    {
        foreach (var (meter, values) in new[] { ("hall-in", new[] { 0, 100, 100 }), ("hall-used", [0, 100, 60]) })
        {
            await api.PostAsync("/v1/meters", new
            {
                name = $"meters/{meter}", displayName = meter, carrier = "electricity", unit = "kWh", kind = "METER_KIND_INTERVAL", multiplier = 1, accuracyPercent = 0.5,
            });
            await api.PostAsync($"/v1/meters/{meter}:importReadings", new { readings = values.Select((value, i) => new { readTime = Quarter(i - 6), value }) });
        }
        await api.PostAsync("/v1/balanceNodes", new
        {
            name = "balanceNodes/hall", displayName = "Hall", level = "BALANCE_LEVEL_AREA",
            meters = new[] { new { meter = "meters/hall-in", role = "METER_ROLE_SUPPLY" }, new { meter = "meters/hall-used", role = "METER_ROLE_CONSUMPTION" } },
            rules = new[] { new { carrier = "electricity", thresholdPercent = 5 } },
        });
    }

    /// <summary>Whole quarters of an hour from the present one on.</summary>
    private static string Quarter(int offset)
    {
        var now = DateTime.UtcNow;
        return now.Date.AddMinutes(((int)(now - now.Date).TotalMinutes / 15 + offset) * 15).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }
}
