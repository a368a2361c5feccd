using System.Net;
using System.Security.Cryptography;
using System.Text;
using FactoryTwin.Rest.Tests.V1;
using FactoryTwin.Rpc.Transcoding;

namespace FactoryTwin.Rest.Tests;

internal sealed class RawBodyTests
{
    private RestServer _server = null!;

    [SetUp]
    public async Task Start() =>
        _server = await RestServer.StartAsync(new TranscodingOptions { MaxRawBytes = 1 << 20, MaxJsonBytes = 100, MaxStreamBytes = 40 << 20 });

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task A_large_file_streams_through_in_small_pieces_unchanged()
    {
        var file = new byte[35 << 20];
        new Random(1).NextBytes(file);
        using var response = await _server.Client.PostAsync("/v1/racks/s:import", Raw(file, "text/csv"));
        var answer = ImportBooksResponse.Parser.ParseJson(await response.Content.ReadAsStringAsync());

        Assert.That((answer.Name, answer.ContentType, answer.Bytes), Is.EqualTo(("racks/s", "text/csv", (long)file.Length)));
        Assert.That(answer.LargestPiece, Is.InRange(1, 64 * 1024));
        Assert.That(answer.Sha256, Is.EqualTo(Convert.ToHexString(SHA256.HashData(file))));
    }

    [Test]
    public async Task Pieces_reach_the_handler_before_the_body_is_complete()
    {
        var more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var content = new PushContent(async stream =>
        {
            await stream.WriteAsync("a,b\n"u8.ToArray());
            await stream.FlushAsync();
            await more.Task;
            await stream.WriteAsync("1,2\n"u8.ToArray());
        });
        var call = _server.Client.PostAsync("/v1/racks/s:import", content);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        Assert.That(await _server.Library.Pieces.Reader.ReadAsync(patience.Token), Is.EqualTo(4));
        more.SetResult();
        using var response = await call;
        Assert.That(ImportBooksResponse.Parser.ParseJson(await response.Content.ReadAsStringAsync()).Bytes, Is.EqualTo(8));
    }

    [Test]
    public async Task An_empty_body_is_one_empty_piece_with_the_path()
    {
        using var response = await _server.Client.PostAsync("/v1/racks/s:import", Raw([], "text/csv"));
        var answer = ImportBooksResponse.Parser.ParseJson(await response.Content.ReadAsStringAsync());

        Assert.That((answer.Name, answer.ContentType, answer.Bytes, answer.Pieces), Is.EqualTo(("racks/s", "text/csv", 0L, 1)));
    }

    [Test]
    public async Task A_stream_beyond_its_limit_is_refused()
    {
        using var response = await _server.Client.PostAsync("/v1/racks/s:import", Raw(new byte[(40 << 20) + 1], "text/csv"));

        Assert.That((int)response.StatusCode, Is.EqualTo(413));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain($"{40 << 20} bytes"));
    }

    [Test]
    public async Task A_raw_body_of_a_unary_call_comes_back_byte_for_byte()
    {
        var image = new byte[700_000];
        new Random(2).NextBytes(image);
        using var response = await _server.Client.PutAsync("/v1/racks/s/cover", Raw(image, "image/png"));

        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("image/png"));
        Assert.That(await response.Content.ReadAsByteArrayAsync(), Is.EqualTo(image));
    }

    [Test]
    public async Task A_raw_body_of_a_unary_call_beyond_its_limit_is_refused()
    {
        using var response = await _server.Client.PutAsync("/v1/racks/s/cover", Raw(new byte[(1 << 20) + 1], "image/png"));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
    }

    [Test]
    public async Task A_raw_server_stream_is_one_body()
    {
        using var response = await _server.Client.GetAsync("/v1/racks/s:download");

        Assert.That(response.Content.Headers.ContentType?.ToString(), Is.EqualTo("text/csv; charset=utf-8"));
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("a,b\n1,2\n"));
    }

    private static ByteArrayContent Raw(byte[] bytes, string mediaType) => new(bytes) { Headers = { ContentType = new(mediaType) } };

    private sealed class PushContent(Func<Stream, Task> write) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
