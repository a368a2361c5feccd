using FactoryTwin.Storage.Postgres;
using FactoryTwin.Testing;

namespace FactoryTwin.Storage.Tests.Postgres;

/// <summary>A store that cannot be opened says why in one message, and never the password.</summary>
public sealed class RefusalTests
{
    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task No_server() =>
        Assert.That(await WhyAsync("Host=/tmp/nowhere-at-all;Username=u;Password=hush;Database=d"), Does.Contain("/tmp/nowhere-at-all").And.Contain("Start the server, or correct host, port"));

    [Test]
    public async Task A_wrong_password() =>
        Assert.That(await WhyAsync((await PostgresServer.SharedAsync()).Connect(PostgresServer.User, "hush")), Does.Contain("Correct the user or its password"));

    [Test]
    public async Task No_such_database() =>
        Assert.That(await WhyAsync((await PostgresServer.SharedAsync()).Connect(PostgresServer.User, PostgresServer.Password, "absent")), Does.Contain("absent").And.Contain("Make the database"));

    [Test]
    public async Task A_right_that_is_missing()
    {
        var server = await PostgresServer.SharedAsync();
        await server.ExecuteAsync("CREATE ROLE poor LOGIN PASSWORD 'hush'");
        Assert.That(await WhyAsync(server.Connect("poor", "hush")), Does.Contain("Grant the user CREATE on the database"));

        // A schema that the administrator made and gave away is enough.
        await server.ExecuteAsync("CREATE SCHEMA refusals AUTHORIZATION poor");
        await using var store = await OpenAsync(server.Connect("poor", "hush"));
        await store.WriteAsync(tx => tx.Put(Widgets.All, Widgets.Named("widgets/a")), Ct);
    }

    [Test]
    public async Task A_schema_of_another_owner()
    {
        var server = await PostgresServer.SharedAsync();
        await server.ExecuteAsync("CREATE ROLE stranger LOGIN PASSWORD 'hush'; CREATE SCHEMA IF NOT EXISTS foreign_refusals");
        var refused = await Assert.ThrowsAsync<StoreOpenException>(() => PostgresStore.OpenAsync(
            new PostgresStoreOptions(server.Connect("stranger", "hush"), "foreign_refusals"), TimeProvider.System, Ct));
        Assert.That(refused!.Message, Does.Contain("foreign_refusals").And.Contain("Let the user own it").And.Not.Contain("hush"));
    }

    [Test]
    public async Task A_user_whose_commits_are_not_durable()
    {
        var server = await PostgresServer.SharedAsync();
        await server.ExecuteAsync("CREATE ROLE hasty LOGIN SUPERUSER PASSWORD 'hush'; ALTER ROLE hasty SET synchronous_commit = off");
        Assert.That(await WhyAsync(server.Connect("hasty", "hush")), Does.Contain("synchronous_commit is off"));
    }

    [TestCase(1, Description = "The schema is made, and nothing more.")]
    [TestCase(2, Description = "The writer is there, but nobody listens yet.")]
    public async Task A_server_that_is_lost_while_the_store_opens(int commits)
    {
        var server = await PostgresServer.SharedAsync();
        using var proxy = new CuttingProxy(server.Host);
        proxy.EndAfter(commits);

        Assert.That(await WhyAsync(proxy.Connection(server.ConnectionString)), Does.Contain("refusals").And.Contain("Start the server, or correct host, port"));
    }

    [Test]
    public async Task A_database_of_another_encoding()
    {
        var server = await PostgresServer.SharedAsync();
        await server.ExecuteAsync("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0");
        Assert.That(await WhyAsync(server.Connect(PostgresServer.User, PostgresServer.Password, "latin")), Does.Contain("encoding is LATIN1"));
    }

    private static async Task<string> WhyAsync(string connection)
    {
        var message = (await Assert.ThrowsAsync<StoreOpenException>(() => OpenAsync(connection)))!.Message;
        Assert.That(message, Does.Not.Contain("hush").And.Not.Contain(PostgresServer.Password));
        return message;
    }

    private static Task<IStore> OpenAsync(string connection) => PostgresStore.OpenAsync(new PostgresStoreOptions(connection, "refusals"), TimeProvider.System, Ct);
}
