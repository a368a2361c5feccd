using System.Text.Json;
using FactoryTwin.Product.Testing;
using static Microsoft.Playwright.Assertions;

namespace FactoryTwin.Browser.Tests;

/// <summary>WCAG 2.2 AA as far as axe-core can tell, on every view, light and dark.</summary>
public sealed class AccessibilityTests : ConsoleTestBase
{
    private static readonly string[] Views = ["", "points", "points/101-VT-2001A", "areas/area-100", "schedule", "schedule/-/compare", "schedule/-/saving", "schedule/-/log", "schedule/-/failures", "energy", "energy/+tariffs/+new", "energy/+forecast", "energy/+balances", "sources", "sources/+new", "simulation", "letters", "services"];

    private static readonly string Axe = Path.Combine(ProductProcess.RepositoryRoot, "gateway", "console", "node_modules", "axe-core", "axe.min.js");

    [TestCase("light")]
    [TestCase("dark")]
    public async Task No_view_has_a_serious_fault(string theme)
    {
        Assert.That(Axe, Does.Exist, "axe-core is installed with the console: 'bash gateway/console/build.sh'");
        await Page.AddInitScriptAsync($"localStorage.setItem('factorytwin.theme', '{theme}')");
        await SignInAsync("engineer");
        var faults = new List<string>();
        foreach (var view in Views)
        {
            await OpenAsync(view);
            await Expect(Page.Locator(".content .loading")).ToHaveCountAsync(0);
            await Expect(Page.Locator("h1")).ToBeAttachedAsync();
            faults.AddRange((await FaultsAsync()).Select(fault => $"/{view}: {fault}"));
        }
        Assert.That(faults, Is.Empty);
    }

    [Test]
    public async Task The_alarm_line_stays_in_sight_however_far_a_view_scrolls()
    {
        await Page.SetViewportSizeAsync(1024, 600);
        await SignInAsync("engineer");
        foreach (var view in Views)
        {
            await OpenAsync(view);
            await Expect(Page.Locator(".content .loading")).ToHaveCountAsync(0);
            await Page.Locator(".content").EvaluateAsync("content => content.scrollTo(0, content.scrollHeight)");
            var scrolls = await Page.EvaluateAsync<int>("() => { scrollTo(0, 9999); return document.scrollingElement.scrollTop; }");
            Assert.That(scrolls, Is.Zero, $"/{view} scrolls as a whole");
            await Expect(Page.Locator(".alarmline")).ToBeInViewportAsync();
        }
    }

    private async Task<IEnumerable<string>> FaultsAsync()
    {
        // Evaluated, not added as a script: the page's policy allows scripts of its own origin only.
        await Page.EvaluateAsync(await File.ReadAllTextAsync(Axe));
        var result = await Page.EvaluateAsync<JsonElement>(
            "async () => (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })).violations"
            + ".filter(v => v.impact === 'serious' || v.impact === 'critical')"
            + ".map(v => v.impact + ' ' + v.id + ' ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(', '))");
        return result.EnumerateArray().Select(fault => fault.GetString()!);
    }
}
