using System.Globalization;
using FactoryTwin.Product.Testing;

namespace FactoryTwin.Chaos.Tests;

/// <summary>
/// One source that sends piece after piece and keeps a ledger. A piece that was not answered (the product was killed) is sent again,
/// the same to the byte, until it is answered: that is what every client may do after a broken call.
/// </summary>
internal abstract class Feed(string source, int columns)
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Dictionary<(string Point, DateTimeOffset Time), double> _acknowledged = [];
    private int _piece;

    public string Source => source;

    /// <summary>Pieces answered so far.</summary>
    public int Answered => Volatile.Read(ref _piece);

    /// <summary>Pieces that had to be sent again.</summary>
    public int Resent { get; private set; }

    /// <summary>Everything that was answered as stored.</summary>
    public IReadOnlyDictionary<(string Point, DateTimeOffset Time), double> Acknowledged => _acknowledged;

    public IEnumerable<string> Points => Enumerable.Range(0, columns).Select(Point);

    protected int Columns => columns;

    public async Task RegisterAsync(ApiClient engineer) => await engineer.PostAsync(
        "/v1/sources",
        new { name = $"sources/{source}", displayName = source, mappings = Points.Select(p => new { column = p, point = p, unit = "kPa" }) });

    /// <summary>Sends pieces until the call breaks or <paramref name="stop"/> is cancelled.</summary>
    public async Task RunAsync(ApiClient agent, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await SendAsync(agent, _piece, CancellationToken.None);
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or TaskCanceledException or ApiException { Status: 502 or 503 or 504 })
            {
                Resent++;
                return;
            }
            foreach (var (point, time, value) in Readings(_piece)) _acknowledged.Add((point, time), value);
            Volatile.Write(ref _piece, _piece + 1);
        }
    }

    /// <summary>The readings of a piece: a function of its number alone.</summary>
    protected IEnumerable<(string Point, DateTimeOffset Time, double Value)> Readings(int piece)
    {
        var random = new Random(HashCode.Combine(piece, columns));
        for (var row = 0; row < Rows; row++)
        {
            var time = Epoch.AddSeconds(((long)piece * Rows) + row);
            for (var column = 0; column < columns; column++) yield return (Point(column), time, random.NextDouble() * 1e6);
        }
    }

    /// <summary>Readings of each point in one piece.</summary>
    protected abstract int Rows { get; }

    protected abstract Task SendAsync(ApiClient agent, int piece, CancellationToken cancellationToken);

    private string Point(int column) => string.Create(CultureInfo.InvariantCulture, $"{source}-{column}");
}

/// <summary>Live data: batches with a sequence number.</summary>
internal sealed class LiveFeed() : Feed("chaos-live", columns: 20)
{
    protected override int Rows => 1;

    protected override Task SendAsync(ApiClient agent, int piece, CancellationToken cancellationToken) => agent.PostAsync(
        $"/v1/sources/{Source}/readings:push",
        new
        {
            sequence = piece + 1,
            readings = Readings(piece).Select(r => new { tag = r.Point, eventTime = r.Time, value = r.Value, quality = "QUALITY_GOOD" }),
        },
        cancellationToken);
}

/// <summary>Imports: one CSV file after another.</summary>
internal sealed class ImportFeed() : Feed("chaos-import", columns: 10)
{
    protected override int Rows => 1500;

    protected override async Task SendAsync(ApiClient agent, int piece, CancellationToken cancellationToken)
    {
        var lines = Readings(piece).GroupBy(r => r.Time).Select(row =>
            string.Create(CultureInfo.InvariantCulture, $"{row.Key:O},{string.Join(',', row.Select(r => r.Value.ToString("R", CultureInfo.InvariantCulture)))}"));
        var file = $"time,{string.Join(',', Points)}\n{string.Join('\n', lines)}\n";
        var answer = await agent.PostAsync($"/v1/sources/{Source}:import", file, "text/csv", cancellationToken);
        var taken = answer["accepted"]!.GetValue<int>() + answer["duplicates"]!.GetValue<int>();
        if (taken != Rows) throw new InvalidOperationException($"Of {Rows} sound rows {taken} were taken: {answer}");
    }
}
