using System.IO.Compression;
using System.Text;
using FactoryTwin.Fuzz.Inputs;
using FactoryTwin.Fuzz.Runs;

namespace FactoryTwin.Fuzz.Attacks;

/// <summary>Raw bodies: files that are imported, in encodings that may not fit.</summary>
internal sealed class UploadAttack : IAttack
{
    private static readonly byte[] Bomb = Zip(new byte[32 << 20]);

    private static readonly string[] Cells =
        ["2026-03-01T08:00:00Z", "2026-03-01 08:00", "1.5", "-1e308", "1e999", "NaN", "", " ", "\"", "\"\"", "\"a", "a\"b", "\"a\"b", "\"1\n2\"", "\0", "é", "\r", ";", "\t", "9999-12-31T23:59:59.9999999-14:00", "0001-01-01T00:00:00+14:00", "=1+1", "60", "good", "BAD"];

    public string Name => "uploads";

    public Task<string?> RunAsync(FiringRange range, Random random)
    {
        var raw = range.Targets.Where(target => target.Rest.Any(rule => rule.HasRawBody)).ToArray();
        if (raw.Length == 0)
            return Task.FromResult<string?>(null);
        var target = random.Of(raw);
        var binding = target.Rest.First(rule => rule.HasRawBody);
        List<(string, string)> headers =
        [
            ("authorization", "Bearer " + range.Addresses.UserToken),
            ("content-type", random.Percent(70) ? "text/csv" : random.Of(["text/csv; charset=utf-16", "text/csv; header=absent", "application/json", "application/octet-stream", "text/csv;;", "x", "text/csv; charset=none"])),
        ];
        var body = Body(random);
        if (random.Percent(15))
        {
            headers.Add(("content-encoding", random.Of(["gzip", "br", "deflate", "zstd", "identity", "gzip, gzip", "x"])));
            body = random.Next(3) switch { 0 => Bomb, 1 => Zip(body), _ => body };
        }
        return new RestRequest(target, binding.HttpMethod, RestRequest.Fill(random, binding), headers, body).RunAsync(range, random);
    }

    private static byte[] Body(Random random) => random.Next(10) switch
    {
        0 => random.Bytes(random.Next(5000)),
        1 => Encoding.Unicode.GetBytes(Csv(random)),
        2 => [0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(Csv(random))],
        3 => Encoding.UTF8.GetBytes("time," + new string('a', random.Next(1, 200_000))),
        4 => Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, random.Next(1, 5000)).Select(index => $"c{index}")) + "\n"),
        5 => Encoding.UTF8.GetBytes("time,value\n\"" + new string('\n', random.Next(1, 100_000))),
        6 => Mutations.Damage(random, Encoding.UTF8.GetBytes(Csv(random))),
        _ => Encoding.UTF8.GetBytes(Csv(random)),
    };

    private static string Csv(Random random)
    {
        var csv = new StringBuilder(random.Of(["time,value,C1\n", "start_time,price\n", "start_time,end_time,price\n", "value\n", "\n", "", "time;value\n", "tag,parent,asset_class\n"]));
        for (var row = random.Next(30); row > 0; row--)
            csv.AppendJoin(random.Percent(90) ? ',' : ';', Enumerable.Range(0, random.Percent(90) ? 2 : random.Next(50)).Select(_ => random.Of(Cells))).Append(random.Of(["\n", "\r\n", "\r"]));
        return csv.ToString();
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return target.ToArray();
    }
}
