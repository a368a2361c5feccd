using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FactoryTwin.Product.Testing;
using FactoryTwin.Testing;

namespace FactoryTwin.Local.Tests;

/// <summary>The program as a person meets it at the terminal.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ProgramTests
{
    private readonly TempDirectory directory = new();
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    [TearDown]
    public void Dispose() => directory.Dispose();

    [Test]
    public async Task Help_is_told_and_nothing_started()
    {
        Assert.That(await LocalProgram.RunAsync(["--help"], output, errors), Is.Zero);
        Assert.That(output.ToString(), Does.Contain("--port").And.Contain("--no-plant"));
    }

    [Test]
    public async Task A_wrong_option_is_refused_with_its_own_exit_code()
    {
        Assert.That(await LocalProgram.RunAsync(["--port", "x"], output, errors), Is.EqualTo(2));
        Assert.That(errors.ToString(), Does.Contain("--port 'x' is not a port").And.Contain("--help"));
    }

    [Test]
    public async Task A_port_in_use_is_told_with_the_service_and_without_a_stack_trace()
    {
        var port = Ports.FreePair();
        using var taken = new TcpListener(IPAddress.Loopback, port);
        taken.Start();

        var code = await LocalProgram.RunAsync(["--port", $"{port}", "--data", directory["data"]], output, errors);

        Assert.That(code, Is.EqualTo(1));
        Assert.That(errors.ToString(), Does.Contain("gateway").And.Contain($":{port}").And.Contain("choose another port"));
        Assert.That(errors.ToString(), Does.Not.Contain("   at "));
    }

    [Test]
    public async Task A_data_directory_that_cannot_be_one_is_told()
    {
        await File.WriteAllTextAsync(directory["file"], "");

        Assert.That(await LocalProgram.RunAsync(["--data", directory["file"]], output, errors), Is.EqualTo(1));
        Assert.That(errors.ToString(), Does.Contain(directory["file"]).And.Not.Contain("   at "));
    }

    [Test]
    public async Task It_says_when_each_service_is_ready_drains_on_Ctrl_C_and_starts_again_on_the_same_data()
    {
        foreach (var _ in new[] { "first start", "restart" })
        {
            await using var product = await ProductProcess.StartAsync(directory["data"]);
            await Eventually.IsTrueAsync(() => product.Output.Contains("Ctrl-C stops it", StringComparison.Ordinal));
            foreach (var service in new[] { "ingestion", "twin-state", "energy", "scheduler", "virtual-plant", "gateway" })
                Assert.That(product.Output, Does.Match($@"ready   {service} +http://127\.0\.0\.1:\d+   [\d.]+ s"));
            Assert.That(product.Output, Does.Contain($"http://localhost:{product.Port}").And.Contain($"localhost:{product.Port + 1}"));

            Assert.That(await product.InterruptAsync(), Is.Zero, product.Output);
            Assert.That(product.Output, Does.Contain("Stopped. Everything acknowledged is on disk."));
            // The one thing that librdkafka's mock cluster gives cause for: it has no admin API.
            var told = string.Join('\n', product.Output.Split('\n').Where(line => !(TestAdapters.Kafka && line.Contains("no admin API", StringComparison.Ordinal))));
            Assert.That(told, Does.Not.Contain("warning").And.Not.Contain("error"), "a plain start and stop has nothing to warn of");
        }
        Assert.That(File.ReadAllText(directory["data/logs/ingestion.log"]), Does.Contain("listens on"));
    }

    [Test]
    public async Task The_script_says_which_tool_is_missing()
    {
        // A path with what the script itself needs, and no dotnet.
        Directory.CreateDirectory(directory["bin"]);
        foreach (var tool in new[] { "bash", "dirname", "cat" })
            File.CreateSymbolicLink(directory[$"bin/{tool}"], Path.Combine(File.Exists($"/usr/bin/{tool}") ? "/usr/bin" : "/bin", tool));
        var start = new ProcessStartInfo(directory["bin/bash"], [Path.Combine(ProductProcess.RepositoryRoot, "run.sh")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { ["PATH"] = directory["bin"] },
        };
        using var script = Process.Start(start)!;
        var told = await script.StandardError.ReadToEndAsync();
        await script.WaitForExitAsync();

        Assert.That((script.ExitCode, told), Is.EqualTo((1, told)));
        Assert.That(told, Does.Contain("needs the .NET SDK 10"));
    }
}
