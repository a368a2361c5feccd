using FactoryTwin.Fuzz.Runs;
using FactoryTwin.Fuzz.Server;

namespace FactoryTwin.Fuzz.Tests;

/// <summary>The one server that the tests of this assembly attack.</summary>
[SetUpFixture]
internal sealed class Sut
{
    private static ServerProcess? _server;

    public static ServerProcess Server => _server ?? throw new InvalidOperationException("The server was not started.");

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await ServerProcess.StartAsync();
        await using var range = new FiringRange(Server.Addresses, Surface.All);
        await Furniture.PlaceAsync(range);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
