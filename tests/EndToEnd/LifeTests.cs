using FactoryTwin.Product.Testing;
using FactoryTwin.Testing;

namespace FactoryTwin.EndToEnd.Tests;

/// <summary>How the product starts, stops, resumes and refuses, seen from outside.</summary>
public sealed class LifeTests
{
    [Test]
    public async Task An_interrupt_drains_and_a_restart_resumes_with_the_last_values()
    {
        using var data = new TempDirectory();
        var port = Ports.FreePair();
        await using (var first = await ProductProcess.StartOnAsync(port, data.Path, "--no-plant"))
        {
            using var engineer = await ApiClient.SignInAsync(first.Address, "engineer");
            await engineer.PostAsync("/v1/sources", new { name = "sources/life", displayName = "Life", mappings = new[] { new { column = "life", unit = "kPa" } } });
            for (var i = 1; i <= 50; i++) await PushAsync(engineer, i);
            Assert.That(await first.InterruptAsync(), Is.Zero, first.Output);
        }

        await using var second = await ProductProcess.StartOnAsync(port, data.Path, "--no-plant");
        using var reader = await ApiClient.SignInAsync(second.Address, "operator");
        var live = (await reader.GetAsync("/v1/liveValues?points=life"))["liveValues"]![0]!;
        var history = await reader.ReadHistoryAsync("life");
        Assert.Multiple(() =>
        {
            Assert.That(live["value"]!.GetValue<double>(), Is.EqualTo(50));
            Assert.That(live["stale"]!.GetValue<bool>(), Is.True, "an old value must say so");
            Assert.That(history.Select(s => s.Value), Is.EqualTo(Enumerable.Range(1, 50).Select(i => (double)i)));
        });
    }

    [Test]
    public async Task With_the_plant_off_nothing_but_the_canary_reports()
    {
        using var data = new TempDirectory();
        await using var product = await ProductProcess.StartAsync(data.Path, "--no-plant");
        using var reader = await ApiClient.SignInAsync(product.Address, "operator");
        var points = (await reader.GetAsync("/v1/liveValues"))["liveValues"]!.AsArray();
        Assert.That(points.Select(p => p!["point"]!.GetValue<string>()), Is.EqualTo(new[] { "pipeline-canary" }));
    }

    [Test]
    public async Task A_data_folder_in_use_is_told_and_stops_the_whole()
    {
        using var data = new TempDirectory();
        await using var running = await ProductProcess.StartAsync(data.Path, "--no-plant");
        await using var second = ProductProcess.Launch(Ports.FreePair(), data.Path, "--no-plant");
        var code = await second.WaitForExitAsync();
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.Not.Zero);
            Assert.That(second.Output, Does.Contain(data.Path));
            Assert.That(second.Output, Does.Not.Contain("   at "), "no stack trace for what the user can mend");
        });
    }

    private static Task PushAsync(ApiClient agent, int i) => agent.PostAsync("/v1/sources/life/readings:push", new
    {
        sequence = i,
        readings = new[] { new { tag = "life", eventTime = DateTimeOffset.UnixEpoch.AddYears(50).AddSeconds(i), value = i, quality = "QUALITY_GOOD" } },
    });
}
