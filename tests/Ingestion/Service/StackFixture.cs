using FactoryTwin.Ingestion.V1;

namespace FactoryTwin.Ingestion.Tests.Service;

/// <summary>A fresh stack for each test, with source "sources/lab": columns a, b (and c, ignored), separator comma.</summary>
internal abstract class StackFixture
{
    protected const string Lab = "sources/lab";

    protected string Folder { get; private set; } = "";

    protected Stack Stack { get; private set; } = null!;

    [SetUp]
    public async Task Open()
    {
        Folder = Directory.CreateTempSubdirectory("factorytwin-ingestion-").FullName;
        Stack = await Stack.OpenAsync(Folder);
        await Stack.Sources.CreateAsync(Source(Lab, "a", "b"), CancellationToken.None);
    }

    [TearDown]
    public async Task Close()
    {
        await Stack.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    protected async Task RestartAsync()
    {
        await Stack.DisposeAsync();
        Stack = await Stack.OpenAsync(Folder);
    }

    protected static Source Source(string name, params string[] columns)
    {
        var source = new Source { Name = name, DisplayName = "A laboratory", Owner = "lab", CsvFormat = new() };
        source.Mappings.AddRange(columns.Select(c => new ColumnMapping { Column = c, Point = $"{name.Split('/')[1]}.{c}", Unit = "kPa" }));
        source.Mappings.Add(new ColumnMapping { Column = "remark", Ignore = true });
        return source;
    }
}
