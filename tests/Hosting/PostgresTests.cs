using FactoryTwin.Hosting.Tests.Support;
using FactoryTwin.Storage;
using FactoryTwin.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Hosting.Tests;

/// <summary>A service on PostgreSQL: what is wrong is told at the start, a server that goes away is seen and its return needs no restart.</summary>
[TestFixture]
public sealed class PostgresTests
{
    [Test]
    public async Task No_server_and_a_wrong_password_are_told_at_the_start_in_one_message()
    {
        var server = await PostgresServer.SharedAsync();
        foreach (var (host, password, words) in new[] { ("/tmp/nowhere-at-all", "x", "Start the server"), (server.Host, "not the password", "Correct the user or its password") })
        {
            var refusal = await Assert.ThrowsAsync<StartRefusedException>(() => StartAsync(host, password));
            Assert.That(refusal!.Faults.Single().Subject, Is.EqualTo("Storage:Postgres"));
            Assert.That(refusal.Message, Does.Contain(host).And.Contain(words).And.Not.Contain(password == "x" ? PostgresServer.Password : password));
        }
    }

    [Test]
    public async Task A_lost_database_is_not_ready_and_heals_without_a_restart_and_the_password_is_never_shown()
    {
        await using var server = await PostgresServer.StartInMemoryAsync();
        using var directory = new TempDirectory();
        await File.WriteAllTextAsync(directory["password"], PostgresServer.Password + "\n");
        await using var host = await StartAsync(server.Host, "", directory["password"]);
        var store = host.Services["valves"].Services.GetRequiredService<IStore>();
        await store.WriteAsync(tx => tx.SaveOffset("g", "t", 0, 1), CancellationToken.None);

        await server.StopAsync();
        await Eventually.IsTrueAsync(() => host.Services["valves"].Readiness.Report.State == ServiceState.NotReady, because: "the lost database is seen");
        Assert.That(host.Services["valves"].Readiness.Report.Detail, Does.StartWith("store: ").And.Contain(server.Host));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.WriteAsync(tx => tx.SaveOffset("g", "t", 0, 2), CancellationToken.None));

        await server.StartAgainAsync();
        await Eventually.IsTrueAsync(() => host.Services["valves"].Readiness.Report.State == ServiceState.Ready, because: "it is back");
        await store.WriteAsync(tx => tx.SaveOffset("g", "t", 0, 3), CancellationToken.None);
        Assert.That(await store.Offsets.GetOffsetAsync("g", "t", 0, CancellationToken.None), Is.EqualTo(3));
        Assert.That(host.Logs.Lines.Where(line => line.Text.Contains(PostgresServer.Password, StringComparison.Ordinal)), Is.Empty);
    }

    private static Task<ModuleHost> StartAsync(string host, string password, string passwordFile = "") => ModuleHost.StartAsync(new ModuleHostOptions
    {
        Settings = new Dictionary<string, string?>
        {
            ["Storage:Kind"] = "postgres",
            ["Storage:Postgres:Host"] = host,
            ["Storage:Postgres:Database"] = "postgres",
            ["Storage:Postgres:User"] = PostgresServer.User,
            ["Storage:Postgres:Password"] = password,
            ["Storage:Postgres:PasswordFile"] = passwordFile,
            ["Storage:Postgres:SchemaPrefix"] = "hosting_",
        },
    }, TestModule.Valves(new ValveBench()));
}
