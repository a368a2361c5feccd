using System.Diagnostics.Metrics;
using System.IO.Compression;
using System.Net;
using FactoryTwin.Rpc.Transcoding;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Rest.Tests;

/// <summary>The web server's memory pools keep as many blocks as were ever in use at once: no body may lie in them whole.</summary>
internal sealed class BodyMemoryTests
{
    private const int Size = 16 << 20;

    private long _allocated;

    [TestCase(false, TestName = "A large body does not fill the pools of the web server")]
    [TestCase(true, TestName = "A small body that expands to a large one does not fill the pools of the web server")]
    public async Task Body(bool compressed)
    {
        await using var server = await RestServer.StartAsync(new TranscodingOptions { MaxJsonBytes = Size });
        using var listener = ListenTo(server.Services.GetRequiredService<IMeterFactory>());
        var json = new byte[Size];
        json.AsSpan().Fill((byte)' ');
        """{"stringValue":"small"}"""u8.CopyTo(json);
        using var content = new ByteArrayContent(compressed ? Zip(json) : json) { Headers = { ContentType = new("application/json") } };
        if (compressed)
            content.Headers.ContentEncoding.Add("gzip");

        using var answer = await server.Client.PostAsync("/v1/echo", content);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(Interlocked.Read(ref _allocated), Is.InRange(1, Size / 4));
    }

    private MeterListener ListenTo(IMeterFactory server)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name == "aspnetcore.memory_pool.allocated" && ReferenceEquals(instrument.Meter.Scope, server))
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, bytes, _, _) => Interlocked.Add(ref _allocated, bytes));
        listener.Start();
        return listener;
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return target.ToArray();
    }
}
