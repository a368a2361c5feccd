namespace FactoryTwin.Events.Tests;

/// <summary>The contract over the embedded log.</summary>
[TestFixture]
public sealed class EmbeddedEventBusTests : EventBusContract
{
    private readonly TemporaryDirectory _directory = new();

    [OneTimeTearDown]
    public void Remove() => _directory.Dispose();

    protected override Task<Bus> OpenAsync() => OpenAsync(_directory.Fresh());

    protected override async Task<Bus> ReopenAsync(Bus bus)
    {
        await bus.DisposeAsync();
        return await OpenAsync(_directory.Current);
    }

    private static async Task<Bus> OpenAsync(string directory)
    {
        var log = await EmbeddedEventLog.OpenAsync(new() { Directory = directory, SegmentBytes = 4096 }, TimeProvider.System);
        return new(log, log, log, log);
    }
}

/// <summary>A directory under the system's temporary one, removed at the end.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("factorytwin-events-").FullName;
    private int _count;

    public string Current => Path.Combine(_root, $"{_count}");

    public string Fresh()
    {
        _count++;
        return Directory.CreateDirectory(Current).FullName;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
