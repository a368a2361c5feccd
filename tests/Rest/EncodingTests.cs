using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using FactoryTwin.Rpc.Transcoding;

namespace FactoryTwin.Rest.Tests;

/// <summary>Compressed bodies in both directions, and parts of downloads.</summary>
internal sealed class EncodingTests
{
    private RestServer _server = null!;

    [OneTimeSetUp]
    public async Task Start() => _server = await RestServer.StartAsync(new TranscodingOptions { MaxJsonBytes = 100_000 });

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [TestCase("gzip")]
    [TestCase("br")]
    [TestCase("deflate")]
    public async Task A_compressed_request_is_expanded(string encoding)
    {
        using var answer = await PostAsync(encoding, Compress(encoding, """{"stringValue":"compressed"}"""u8.ToArray()));
        Assert.That((string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["stringValue"], Is.EqualTo("compressed"));
    }

    [Test]
    public async Task A_small_body_that_expands_beyond_the_limit_is_refused()
    {
        var bomb = Compress("gzip", Encoding.UTF8.GetBytes($$"""{"stringValue":"{{new string('x', 20_000_000)}}"}"""));
        Assert.That(bomb, Has.Length.LessThan(100_000));
        using var answer = await PostAsync("gzip", bomb);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
    }

    [Test]
    public async Task What_is_not_encoded_as_it_says_is_refused()
    {
        using var garbage = await PostAsync("gzip", "not gzip at all"u8.ToArray());
        Assert.That(garbage.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        using var unknown = await PostAsync("zstd", [1, 2, 3]);
        Assert.That(unknown.StatusCode, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
        Assert.That(unknown.Headers.GetValues("Accept-Encoding"), Is.EqualTo(new[] { "gzip, br, deflate" }));
    }

    [TestCase("gzip", "gzip")]
    [TestCase("br, gzip", "br")]
    [TestCase("gzip, br;q=0.1", "gzip")]
    [TestCase("*", "br")]
    [TestCase("identity", null)]
    [TestCase("gzip;q=0", null)]
    public async Task A_long_answer_is_compressed_where_the_caller_takes_it(string accept, string? encoding)
    {
        var text = new string('y', 5000);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/echo?stringValue=" + text);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accept);
        using var answer = await _server.Client.SendAsync(request);

        Assert.That(answer.Content.Headers.ContentEncoding, Is.EqualTo(encoding is null ? [] : new[] { encoding }));
        Assert.That(answer.Headers.Vary, Is.EqualTo(new[] { "Accept-Encoding" }));
        var body = await answer.Content.ReadAsByteArrayAsync();
        Assert.That((string?)JsonNode.Parse(Expand(encoding, body))!["stringValue"], Is.EqualTo(text));
    }

    [TestCase("bytes=0-99", 206, 0, 100)]
    [TestCase("bytes=990-1010", 206, 990, 21)]
    [TestCase("bytes=99990-", 206, 99_990, 10)]
    [TestCase("bytes=-5", 206, 99_995, 5)]
    [TestCase("bytes=5000-999999", 206, 5000, 95_000)]
    [TestCase("bytes=0-1,5-6", 200, 0, 100_000)]
    [TestCase("lines=0-1", 200, 0, 100_000)]
    [TestCase("bytes=100000-", 416, 0, 0)]
    public async Task A_download_gives_the_range_that_is_asked_for(string range, int status, int start, int length)
    {
        using var answer = await DownloadAsync(("Range", range));

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.EqualTo(RulesService.File.AsSpan(start, length).ToArray()));
        if (status == 206)
            Assert.That(answer.Content.Headers.ContentRange, Is.EqualTo(new ContentRangeHeaderValue(start, start + length - 1, 100_000)));
    }

    [Test]
    public async Task A_range_reads_no_further_than_it_must_and_only_of_the_same_version()
    {
        var before = _server.Rules.Pieces;
        (await DownloadAsync(("Range", "bytes=0-1500"))).Dispose();
        Assert.That(_server.Rules.Pieces - before, Is.EqualTo(2));

        using var same = await DownloadAsync(("Range", "bytes=0-9"), ("If-Range", "\"f1\""));
        Assert.That(same.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
        using var other = await DownloadAsync(("Range", "bytes=0-9"), ("If-Range", "\"f0\""));
        Assert.That(other.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using var known = await DownloadAsync(("If-None-Match", "\"f1\""));
        Assert.That(known.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
    }

    private async Task<HttpResponseMessage> DownloadAsync(params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/downloads/x");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await _server.Client.SendAsync(request);
    }

    private async Task<HttpResponseMessage> PostAsync(string encoding, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add(encoding);
        return await _server.Client.PostAsync("/v1/echo", content);
    }

    private static byte[] Compress(string encoding, byte[] bytes)
    {
        var result = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(result, CompressionLevel.SmallestSize),
            "br" => new BrotliStream(result, CompressionLevel.SmallestSize),
            _ => new ZLibStream(result, CompressionLevel.SmallestSize),
        })
            stream.Write(bytes);
        return result.ToArray();
    }

    private static byte[] Expand(string? encoding, byte[] bytes)
    {
        if (encoding is null)
            return bytes;
        using Stream stream = encoding == "br"
            ? new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress) : new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        var result = new MemoryStream();
        stream.CopyTo(result);
        return result.ToArray();
    }
}
