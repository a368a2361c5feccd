using System.Text.RegularExpressions;
using FactoryTwin.Product.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FactoryTwin.Browser.Tests;

/// <summary>A fault of the plant, from the switch to the alarm line. The plant's time runs faster, because bearings wear slowly.</summary>
public sealed partial class AlarmTests : ConsoleTestBase
{
    protected override string[] Arguments => ["--speed", "20"];

    [Test]
    public async Task A_worn_bearing_reaches_the_alarm_line_and_leads_to_its_trend()
    {
        await SignInAsync("engineer");
        await OpenAsync("simulation");
        await Page.GetByRole(AriaRole.Switch, new PageGetByRoleOptions { Name = "Fault: Worn drive-end bearing of compressor A" }).ClickAsync();
        await OpenAsync("");
        var chip = Page.Locator(".alarmchip", new PageLocatorOptions { HasText = "101-VT-2001A" });
        await Expect(chip).ToContainTextAsync("High", new LocatorAssertionsToContainTextOptions { Timeout = 90_000 });
        await Expect(Page.Locator(".pointrow--high").First).ToBeVisibleAsync();
        await Expect(Page.Locator(".areacard").First).ToContainTextAsync("abnormal");
        await TakePictureAsync();

        await chip.ClickAsync();

        await Expect(Page.Locator(".pointnow .mark")).ToHaveTextAsync("High");
        await Expect(Page.Locator(".trend canvas")).ToBeVisibleAsync();
        await Expect(Page.Locator(".readout")).ToContainTextAsync(SampleCount());
    }

    /// <summary>The README's picture is written anew only where that is asked for.</summary>
    private async Task TakePictureAsync()
    {
        var update = Environment.GetEnvironmentVariable("FACTORYTWIN_UPDATE_SCREENSHOTS") == "1";
        var path = update ? Path.Combine(ProductProcess.RepositoryRoot, "docs", "images", "console.png") : Artifact("console.png");
        await Page.Mouse.MoveAsync(0, 0);
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = path });
        Assert.That(new FileInfo(path).Length, Is.GreaterThan(20_000));
    }

    [GeneratedRegex(@"Samples drawn\s*\d+", RegexOptions.None, 1000)]
    private static partial Regex SampleCount();
}
