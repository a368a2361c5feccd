using Microsoft.Playwright;

namespace FactoryTwin.Browser.Tests;

/// <summary>The browser that the tests drive: the system's chromium, or what CHROMIUM names.</summary>
internal static class Chromium
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright)
    {
        var path = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";
        if (!File.Exists(path))
            Assert.Fail($"No browser at {path}. Install it with 'apt-get install -y chromium', or name another one in CHROMIUM.");
        return playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Headless = true, Args = Arguments });
    }
}
