using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FactoryTwin.Energy.V1;
using FactoryTwin.Testing;

namespace FactoryTwin.Gateway.Tests;

/// <summary>A poisoned event's way, as the person sees it who mends: over both buses, by REST, through the gateway.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class DeadLetterTests(bool kafka) : DeadLetterFixture(kafka)
{
    [Test]
    public async Task A_poisoned_event_stops_nothing_is_listed_and_has_its_effect_once_after_the_mend()
    {
        Letters.Poison["priceSeries/5"] = "no such series";
        await PublishAsync(10);
        await Eventually.IsTrueAsync(() => Letters.Taken.Count == 9, because: "the partition goes on");
        var letter = await OneAsync(All);
        Assert.That((Text(letter, "topic"), Text(letter, "state"), Text(letter, "reason")),
            Is.EqualTo((LetterModule.Topic, "DEAD_LETTER_STATE_WAITING", "InvalidDataException: no such series")));

        var path = "/v1/" + Text(letter, "name");
        var whole = await Engineer.GetFromJsonAsync<JsonElement>(path);
        Assert.That(PricesChanged.Parser.ParseFrom(whole.GetProperty("data").GetBytesFromBase64()).PriceSeries, Is.EqualTo("priceSeries/5"));
        Assert.That(Text(whole, "dataJson"), Does.Contain("\"priceSeries/5\""));
        Assert.That(whole.GetProperty("headers").EnumerateArray().Select(header => Text(header, "key")), Does.Contain("ce_type"));

        Letters.Poison["priceSeries/5"] = "still none";
        var refused = await Engineer.PostAsJsonAsync(path + ":replay", new { });
        Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("REPLAY_FAILED").And.Contain("still none"));
        Assert.That(Text(await OneAsync(Own), "reason"), Does.Contain("still none"));
        Letters.Poison.Clear();
        foreach (var _ in (int[])[1, 2])
        {
            var replayed = await Engineer.PostAsJsonAsync(path + ":replay", new { });
            Assert.That(Text(await replayed.Content.ReadFromJsonAsync<JsonElement>(), "state"), Is.EqualTo("DEAD_LETTER_STATE_REPLAYED"));
        }

        Assert.That(await LetterModule.EffectsOfAsync(Host.Services["letters"].Services, "priceSeries/5"), Is.EqualTo(1));
        Assert.That(await LettersAsync(All), Is.Empty);
        var settled = (await LettersAsync(All + "?showSettled=true")).Single();
        Assert.That(settled.GetProperty("changes").EnumerateArray().Select(change => (Text(change, "action"), Text(change, "actor"))), Is.EqualTo([
            ("DEAD_LETTER_ACTION_FAILED", ""), ("DEAD_LETTER_ACTION_REPLAY_FAILED", "engineer"), ("DEAD_LETTER_ACTION_REPLAYED", "engineer")]));
    }

    [Test]
    public async Task Those_that_match_are_replayed_at_once_page_by_page_and_one_that_fails_again_stops_no_other()
    {
        foreach (var number in Enumerable.Range(0, 6)) Letters.Poison[$"priceSeries/{number}"] = number == 4 ? "never" : "not yet";
        await PublishAsync(8);
        await Eventually.IsTrueAsync(async () => (await LettersAsync(Own)).Count == 6);

        var pages = new List<string>();
        var next = "";
        do
        {
            var page = await Engineer.GetFromJsonAsync<JsonElement>($"{All}?pageSize=4&pageToken={next}");
            pages.AddRange(page.GetProperty("deadLetters").EnumerateArray().Select(each => Text(each, "name")));
            next = Text(page, "nextPageToken");
        }
        while (next.Length > 0);
        Assert.That(pages, Is.EqualTo((await LettersAsync(Own)).Select(each => Text(each, "name"))));

        Assert.That(await ReplayAllAsync(Own, "topic = \"other\"", 0), Is.EqualTo((0, 0, 0)));
        foreach (var number in (int[])[0, 1, 2, 3, 5]) Letters.Poison.TryRemove($"priceSeries/{number}", out _);
        Assert.That(await ReplayAllAsync(Own, "reason:\"not yet\"", 2), Is.EqualTo((2, 0, 3)), "bounded");
        Assert.That(await ReplayAllAsync(All, "", 0), Is.EqualTo((3, 1, 0)));
        Assert.That(Text((await LettersAsync(All)).Single(), "attemptCount"), Is.EqualTo("6"));
    }

    [Test]
    public async Task What_is_discarded_waits_no_more_and_says_by_whom_and_why()
    {
        Letters.Poison["priceSeries/0"] = "no";
        await PublishAsync(1);
        var path = "/v1/" + Text(await OneAsync(Own), "name");
        await MetricIsAsync("factorytwin_events_dead_letters_waiting", 1);

        var without = await Engineer.PostAsJsonAsync(path + ":discard", new { });
        Assert.That(await without.Content.ReadAsStringAsync(), Does.Contain("\"reason\""));
        Assert.That(without.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        (await Engineer.PostAsJsonAsync(path + ":discard", new { reason = "a leftover" })).EnsureSuccessStatusCode();

        Assert.That(await LettersAsync(Own), Is.Empty);
        var change = (await Engineer.GetFromJsonAsync<JsonElement>(path)).GetProperty("changes").EnumerateArray().Last();
        Assert.That((Text(change, "action"), Text(change, "actor"), Text(change, "reason")), Is.EqualTo(("DEAD_LETTER_ACTION_DISCARDED", "engineer", "a leftover")));
        await MetricIsAsync("factorytwin_events_dead_letters_waiting", 0);
    }

    [Test]
    public async Task Who_may_not_and_what_is_wrong_is_told()
    {
        using var dispatcher = Rest("dispatcher");
        Assert.That((await dispatcher.GetAsync(All)).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await Engineer.GetAsync("/v1/directory/services/none/deadLetters")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await Engineer.GetAsync(Own + "/test.prices~letters~000-00000000000000000099")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await (await Engineer.GetAsync(Own + "?filter=color%3D1")).Content.ReadAsStringAsync(), Does.Contain("'color' cannot be used here"));
        Assert.That(await (await Engineer.GetAsync(Own + "?pageToken=x")).Content.ReadAsStringAsync(), Does.Contain("page_token"));
        Assert.That((await Engineer.PostAsJsonAsync(All + ":replay", new { limit = 1001 })).StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }
}
