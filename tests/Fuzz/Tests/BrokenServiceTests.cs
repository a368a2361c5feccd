using FactoryTwin.Fuzz.Attacks;
using FactoryTwin.Fuzz.Runs;
using FactoryTwin.Fuzz.Server;

namespace FactoryTwin.Fuzz.Tests;

/// <summary>The program sees what it is made to see: each fault of a service that is broken on purpose is found.</summary>
internal sealed class BrokenServiceTests
{
    private ServerProcess _shared = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _shared = await ServerProcess.StartAsync(broken: true);

    [OneTimeTearDown]
    public async Task StopAsync() => await _shared.DisposeAsync();

    [Test]
    public async Task A_failing_handler_is_found_in_answer_and_log()
    {
        var found = await FindAsync(_shared, "Throw");
        Assert.That(found, Has.Some.Contains("Internal error").And.Contains("Throw"));
        Assert.That(found, Has.Some.Contains("HTTP 500"));
        Assert.That(found, Has.Some.Contains("logged: ").And.Contains("broken on purpose"));
    }

    [Test]
    public async Task A_stack_trace_in_an_answer_is_found() => Assert.That(await FindAsync(_shared, "Leak"), Has.Some.Contains("tells '"));

    [Test]
    public async Task A_service_that_calls_itself_unavailable_is_found()
    {
        var found = await FindAsync(_shared, "Refuse");
        Assert.That(found, Has.Some.Contains("Unavailable for sound on the wire"));
        Assert.That(found, Has.Some.Contains("HTTP 503"));
    }

    [Test]
    public async Task Memory_that_is_kept_is_found() => Assert.That(await FindAsync(_shared, "Keep"), Has.Some.Contains("the heap grew"));

    [Test]
    public async Task A_process_that_ends_is_found()
    {
        await using var dying = await ServerProcess.StartAsync(broken: true);
        Assert.That(await FindAsync(dying, "Die"), Has.Some.Contains("the server's process is gone"));
    }

    private static async Task<IEnumerable<string>> FindAsync(ServerProcess server, string method)
    {
        await using var range = new FiringRange(server.Addresses, [.. Surface.Broken.Where(target => target.Method.Name == method)]);
        IAttack[] attacks = [new ProtobufAttack(), new TargetAttack()];
        var report = await new FuzzRun(server, range, attacks, new FuzzOptions { Seed = 1, Time = TimeSpan.FromSeconds(1), HeapGrowth = 16 << 20 }).RunAsync();
        return report.Findings.Select(finding => finding.What);
    }
}
