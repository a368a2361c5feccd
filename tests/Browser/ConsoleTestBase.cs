using FactoryTwin.Product.Testing;
using FactoryTwin.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FactoryTwin.Browser.Tests;

/// <summary>A running product and a browser, for the tests of one fixture; every test has a page of its own.</summary>
public abstract class ConsoleTestBase
{
    private TempDirectory? _data;
    private IBrowserContext? _context;
    private readonly List<string> _faults = [];

    protected ProductProcess Product { get; set; } = null!;

    protected IPage Page { get; private set; } = null!;

    protected string DataDirectory => _data!.Path;

    /// <summary>Further arguments of a product of this fixture's own.</summary>
    protected virtual string[] Arguments => [];

    /// <summary>Whether the fixture has a product of its own: it has arguments, or does to it what others must not see.</summary>
    protected virtual bool OwnProduct => Arguments.Length > 0;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var page = Path.Combine(ProductProcess.RepositoryRoot, "gateway", "console", "dist", "index.html");
        if (!File.Exists(page))
            Assert.Fail("The console is not built. Build it with 'bash gateway/console/build.sh'.");
        await SharedProduct.BrowserAsync();
        if (!OwnProduct)
        {
            (Product, _data) = await SharedProduct.ProductAsync();
            return;
        }
        _data = new TempDirectory();
        Product = await ProductProcess.StartAsync(_data.Path, Arguments);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (!OwnProduct) return;
        if (Product is not null) await Product.DisposeAsync();
        _data?.Dispose();
    }

    [SetUp]
    public async Task OpenPageAsync()
    {
        _faults.Clear();
        _context = await (await SharedProduct.BrowserAsync()).NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 1440, Height = 900 }, ColorScheme = ColorScheme.Light, Locale = "en-GB", TimezoneId = "UTC",
        });
        Page = await _context.NewPageAsync();
        Page.SetDefaultTimeout(30_000);
        SetDefaultExpectTimeout(30_000);
        Page.PageError += (_, fault) => _faults.Add(fault);
    }

    [TearDown]
    public async Task ClosePageAsync()
    {
        if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed)
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Artifact($"failed-{TestContext.CurrentContext.Test.Name}.png") });
        await _context!.DisposeAsync();
        Assert.That(_faults, Is.Empty, "errors that the page threw");
    }

    /// <summary>Signs in as a development user and waits for live values.</summary>
    protected async Task SignInAsync(string user = "engineer")
    {
        await Page.GotoAsync(Product.Address.ToString());
        await Page.Locator($".signin__user:has(input[value='{user}'])").ClickAsync();
        await Page.Locator("button[type=submit]").ClickAsync();
        await Expect(Page.GetByTestId("connection")).ToHaveTextAsync("Live");
    }

    protected async Task SignOutAsync()
    {
        await Page.Locator(".usermenu__button").ClickAsync();
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign out" }).ClickAsync();
    }

    /// <summary>Goes to a view by its address within the console, for example "schedule".</summary>
    protected Task OpenAsync(string view) => Page.EvaluateAsync("view => { location.hash = '#/' + view; }", view);

    /// <summary>Where pictures of this run are kept.</summary>
    protected static string Artifact(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(ProductProcess.RepositoryRoot, "artifacts", "browser"));
        return Path.Combine(folder.FullName, name);
    }
}
