using System.Net.Http.Headers;
using System.Text;
using FactoryTwin.Gateway;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Services.Ingestion;
using FactoryTwin.Services.TwinState;
using FactoryTwin.Testing;
using FactoryTwin.Twin.V1;
using Google.Protobuf;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.PublishedData.Tests;

/// <summary>Published files go in through the gateway's door and ingestion's import, and come back out of the twin's history, every row and every bit.</summary>
[TestFixture]
public sealed class PublishedDataTests
{
    private ModuleHost host = null!;
    private HttpClient rest = null!;
    private Sources.SourcesClient sources = null!;
    private Points.PointsClient points = null!;

    private static IEnumerable<string> TepFiles => PublishedFolder.Files("tep", "*.dat.gz");

    private static IEnumerable<string> SkabFiles => PublishedFolder.Files("skab", "*.csv.gz");

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var settings = new Dictionary<string, string?> { ["Gateway:Port"] = "0", ["Gateway:ExpectedServices:0"] = "ingestion", ["Gateway:HealthInterval"] = "100ms" };
        host = await ModuleHost.StartAsync(new ModuleHostOptions { Settings = settings }, new IngestionModule(), new TwinStateModule(), new GatewayModule());
        var door = host.Services["gateway"].Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Last();
        rest = new HttpClient { BaseAddress = new Uri(door) };
        rest.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.Token("engineer"));
        sources = host.Grpc<Sources.SourcesClient>("engineer", "ingestion");
        points = host.Grpc<Points.PointsClient>("operator", "twin-state");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        rest?.Dispose();
        if (host is not null) await host.DisposeAsync();
    }

    [Test]
    public void The_published_files_are_all_there()
    {
        Assert.That(Directory.Exists(PublishedFolder.Path), Is.True, $"no folder '{PublishedFolder.Path}' (FACTORYTWIN_DATA)");
        Assert.That(TepFiles.Count(), Is.EqualTo(44));
        Assert.That(SkabFiles.Count(), Is.EqualTo(31));
    }

    [TestCaseSource(nameof(TepFiles))]
    public Task A_Tennessee_Eastman_run_comes_back_unchanged(string file) => ComesBackAsync("tep", file, PublishedTable.OfTep(file), ",");

    [TestCaseSource(nameof(SkabFiles))]
    public Task A_SKAB_run_comes_back_unchanged(string file) => ComesBackAsync("skab", file, PublishedTable.OfSkab(file), ";");

    [Test]
    public async Task Importing_a_run_a_second_time_adds_nothing()
    {
        var table = PublishedTable.OfSkab("anomaly-free/anomaly-free.csv.gz");
        string source = await RegisterAsync("skab-twice", table, ";");
        await ImportAsync(source, table);

        var second = await ImportAsync(source, table);

        Assert.That((second.Accepted, second.Rejected, second.Duplicates), Is.EqualTo((0, 0, table.Rows.Count)));
    }

    private async Task ComesBackAsync(string set, string file, PublishedTable table, string separator)
    {
        string source = await RegisterAsync($"{set}-{file.Split('.')[0].Replace('/', '-')}", table, separator);
        var answer = await ImportAsync(source, table);
        Assert.That((answer.Accepted, answer.Rejected, answer.Duplicates), Is.EqualTo((table.Rows.Count, 0, 0)));
        Assert.That(answer.AcceptedReadings, Is.EqualTo(table.Rows.Count * table.Columns.Count));

        for (int column = 0; column < table.Columns.Count; column++)
        {
            var history = await HistoryAsync(PointOf(source, column), table.Rows.Count);
            var differing = Enumerable.Range(0, table.Rows.Count).Where(row => !IsSame(history[row], table.Rows[row], column)).ToList();
            Assert.That(differing, Is.Empty, $"rows of {table.Columns[column]} that came back changed");
        }
    }

    private static bool IsSame(Sample sample, (DateTimeOffset Time, string[] Cells) row, int column) =>
        sample.EventTime.ToDateTimeOffset() == row.Time
        && BitConverter.DoubleToInt64Bits(sample.Value) == BitConverter.DoubleToInt64Bits(double.Parse(row.Cells[column]));

    private static string PointOf(string source, int column) => $"{source}.{column + 1}";

    private async Task<string> RegisterAsync(string id, PublishedTable table, string separator)
    {
        var source = new Source
        {
            DisplayName = id,
            CsvFormat = new CsvFormat { Separator = separator, TimeZone = "UTC" },
            Mappings = { table.Columns.Select((name, i) => new ColumnMapping { Column = name, Point = PointOf(id, i) }) },
        };
        await sources.CreateSourceAsync(new CreateSourceRequest { Source = source, SourceId = id });
        return id;
    }

    private async Task<ImportReadingsResponse> ImportAsync(string source, PublishedTable table)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(table.Csv));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var response = await rest.PostAsync($"/v1/sources/{source}:import", content);
        string text = await response.Content.ReadAsStringAsync();
        Assert.That(response.IsSuccessStatusCode, Is.True, text);
        return JsonParser.Default.Parse<ImportReadingsResponse>(text);
    }

    /// <summary>The whole history of a point, once the twin has all of it.</summary>
    private async Task<IReadOnlyList<Sample>> HistoryAsync(string point, int rows) =>
        await Eventually.IsNotNullAsync(
            async () =>
            {
                try
                {
                    var answer = await points.QueryPointHistoryAsync(new QueryPointHistoryRequest { Name = "points/" + point, PageSize = 100_000 });
                    return answer.Samples.Count >= rows ? answer.Samples : null;
                }
                catch (Grpc.Core.RpcException e) when (e.StatusCode == Grpc.Core.StatusCode.NotFound)
                {
                    return null; // the source's registration has not reached the twin yet
                }
            },
            because: $"the twin has {rows} samples of {point}");
}
