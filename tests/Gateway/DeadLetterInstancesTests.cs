using System.Net.Http.Json;
using FactoryTwin.Events;
using FactoryTwin.Gateway.Services;
using FactoryTwin.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Gateway.Tests;

/// <summary>Several instances of a service share its partitions: only the one that has a letter's partition can replay it.</summary>
internal sealed class DeadLetterInstancesTests() : DeadLetterFixture(kafka: true)
{
    [Test]
    public async Task An_instance_that_does_not_have_the_partition_is_passed_over()
    {
        var other = new LetterModule();
        using var directory = new TempDirectory();
        File.Copy(Path.Combine(Host.DataDirectory, "development-issuer.key"), Path.Combine(directory.Path, "development-issuer.key"));
        var settings = new Dictionary<string, string?>(Settings()) { ["Services:gateway:Address"] = Host.Services["gateway"].Address };
        await using var second = await ModuleHost.StartAsync(new ModuleHostOptions { Settings = settings, DataDirectory = directory.Path }, other);
        var known = Host.Services["gateway"].Services.GetRequiredService<ServiceDirectory>();
        await Eventually.IsTrueAsync(() => known.Find("letters")!.Instances.Count == 2, because: "both are in the directory");
        var places = second.Services["letters"].Services.GetRequiredService<IGroupLags>();
        await Eventually.IsTrueAsync(() => places.GetLags().Any(lag => lag.Running), because: "the second has partitions");
        foreach (var number in Enumerable.Range(0, 12)) Letters.Poison[$"priceSeries/{number}"] = other.Poison[$"priceSeries/{number}"] = "no";
        await PublishAsync(12, keys: 12);
        await Eventually.IsTrueAsync(async () => (await LettersAsync(Own)).Count == 12);
        Letters.Poison.Clear();
        other.Poison.Clear();

        foreach (var letter in (await LettersAsync(Own)).Take(4))
            (await Engineer.PostAsJsonAsync("/v1/" + Text(letter, "name") + ":replay", new { })).EnsureSuccessStatusCode();
        Assert.That(await ReplayAllAsync(Own, "", 0), Is.EqualTo((8, 0, 0)));

        Assert.That(Letters.Taken.Concat(other.Taken), Is.EquivalentTo(Enumerable.Range(0, 12).Select(number => $"priceSeries/{number}")));
        Assert.That((Letters.Taken.Count, other.Taken.Count), Is.Not.EqualTo((12, 0)).And.Not.EqualTo((0, 12)), "both had some");
    }
}
