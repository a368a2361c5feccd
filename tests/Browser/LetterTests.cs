using System.Text.Json;
using FactoryTwin.Energy.V1;
using Google.Protobuf;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FactoryTwin.Browser.Tests;

/// <summary>Dead letters in the console: seen, replayed, discarded.</summary>
public sealed class LetterTests : ConsoleTestBase
{
    protected override bool OwnProduct => true;

    [Test]
    public async Task Letters_are_seen_with_their_bytes_replayed_and_discarded()
    {
        // As the embedded log keeps them: no service of the suite fails on an event of its own accord.
        foreach (var offset in (int[])[16, 17]) await WriteLetterAsync(offset);
        await SignInAsync("engineer");
        await Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Dead letters", Exact = true }).First.ClickAsync();
        await Expect(Page.Locator(".content tbody tr")).ToHaveCountAsync(2);
        await Expect(Page.Locator(".content")).ToContainTextAsync("InvalidDataException: no such series");
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Artifact("letters.png") });

        await Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "energy.prices/0@16" }).ClickAsync();
        await Expect(Page.Locator(".letter__bytes")).ToContainTextAsync("\"priceSeries/gone\"");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Hex" }).ClickAsync();
        await Expect(Page.Locator(".letter__bytes")).ToContainTextAsync("priceSeries");
        await Expect(Page.Locator(".content")).ToContainTextAsync("ce_partitionkey");
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Artifact("letter.png") });
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Replay", Exact = true }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Replayed" })).ToBeVisibleAsync();

        await OpenAsync("letters");
        await Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "energy.prices/0@17" }).ClickAsync();
        await Page.GetByLabel("Why it is not needed").FillAsync("a leftover");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Discard" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Discarded" })).ToBeVisibleAsync();
        await Expect(Page.Locator(".content")).ToContainTextAsync("a leftover");
        await OpenAsync("letters");
        await Expect(Page.Locator(".content")).ToContainTextAsync("No letter waits.");
        await Page.GetByLabel("Settled ones too").CheckAsync();
        await Expect(Page.Locator(".content tbody tr")).ToHaveCountAsync(2);
    }

    private async Task WriteLetterAsync(int offset)
    {
        var folder = Directory.CreateDirectory(Path.Combine(DataDirectory, "events", "deadletters", "energy.prices", "scheduler"));
        var time = new DateTimeOffset(2026, 11, 22, 8, 0, offset, TimeSpan.Zero);
        var path = Path.Combine(folder.FullName, $"000-{offset:D20}.json");
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(new
        {
            Id = $"energy.prices~scheduler~000-{offset:D20}",
            Topic = "energy.prices",
            Group = "scheduler",
            Partition = 0,
            Offset = offset,
            Reason = "InvalidDataException: no such series",
            Attempts = 5,
            Time = time,
            EventId = $"test-{offset}",
            Source = "/services/energy",
            Type = "factorytwin.energy.v1.PricesChanged",
            EventTime = time,
            Key = "priceSeries/gone",
            Data = new PricesChanged { PriceSeries = "priceSeries/gone", Revision = offset }.ToByteArray(),
        }));
        File.SetLastWriteTimeUtc(path, time.UtcDateTime);
    }
}
