using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FactoryTwin.Browser.Tests;

/// <summary>A file with broken rows, through the console's import form.</summary>
public sealed class ImportTests : ConsoleTestBase
{
    private const string File = "time,flow\n2026-01-05T00:00:00Z,1.5\n2026-01-05T00:01:00Z,n/a\n2026-01-05T00:02:00,3\n2026-01-05T00:03:00Z,4,5\n";

    [Test]
    public async Task An_import_names_its_faulty_lines_and_keeps_all_of_it()
    {
        await SignInAsync("engineer");
        await RegisterSourceAsync();
        await Page.GetByLabel("CSV file").SetInputFilesAsync(new FilePayload { Name = "day.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(File) });
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Import", Exact = true }).Last.ClickAsync();

        var sums = Page.GetByTestId("import-result");
        await Expect(sums).ToContainTextAsync("Accepted1");
        await Expect(sums).ToContainTextAsync("Rejected3");
        await Expect(Page.Locator(".rejectedtable tbody tr td:first-child")).ToHaveTextAsync(["3", "4", "5"]);
        await Expect(Page.Locator(".rejectedtable")).ToContainTextAsync("Time without zone");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Rejected rows" }).ClickAsync();
        await Expect(Page.Locator(".rejectedtable tbody tr:visible")).ToHaveCountAsync(3);

        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Raw batches" }).ClickAsync();
        var saved = await Page.RunAndWaitForDownloadAsync(() => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "as it came" }).ClickAsync());
        Assert.That(saved.SuggestedFilename, Does.Match("^browser-.+\\.csv$"));
        Assert.That(await System.IO.File.ReadAllTextAsync(await saved.PathAsync()), Is.EqualTo(File));
    }

    /// <summary>Registers the source by the console's form, its columns taken from the file's header.</summary>
    private async Task RegisterSourceAsync()
    {
        await OpenAsync("sources/+new");
        var submit = Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Register", Exact = true });
        await submit.ClickAsync();
        await Expect(Page.Locator("input[name=id]")).ToHaveAttributeAsync("aria-invalid", "true");
        await Page.Locator("input[name=id]").FillAsync("browser");
        await Page.Locator("input[name=displayName]").FillAsync("Browser test");
        await Page.GetByLabel("Take the columns from a CSV file").SetInputFilesAsync(new FilePayload { Name = "day.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(File) });
        await Expect(Page.GetByLabel("Columns", new PageGetByLabelOptions { Exact = true })).ToHaveValueAsync("flow, flow, ");
        await submit.ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).ToContainTextAsync("Browser test");
    }
}
