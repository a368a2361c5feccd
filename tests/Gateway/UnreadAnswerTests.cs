using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using FactoryTwin.TestThings.V1;
using FactoryTwin.Testing;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Gateway.Tests;

/// <summary>A REST answer that is no stream, and is not read: it ends when the time of the request is over, and with it nothing else.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class UnreadAnswerTests
{
    private long _over;

    [Test]
    public async Task An_answer_that_nobody_reads_ends_with_the_time_of_its_request()
    {
        await using var gateway = await GatewayHost.StartAsync(("Gateway:RequestTimeout", "2s"));
        using var listener = ListenTo(gateway.Host.Services["gateway"].Services.GetRequiredService<IMeterFactory>());
        using var neighbour = gateway.Host.Grpc<Things.ThingsClient>("operator", "gateway").EchoThings();
        await EchoAsync(neighbour, "before");

        using var caller = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await caller.ConnectAsync(IPAddress.Loopback, new Uri(gateway.Web).Port);
        await caller.SendAsync(Encoding.ASCII.GetBytes($"GET /v1/things/large HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {gateway.Host.Token("operator")}\r\n\r\n"));
        var began = new byte[12];
        await caller.ReceiveAsync(began);
        Assert.That(Encoding.ASCII.GetString(began), Is.EqualTo("HTTP/1.1 200"));

        // Of this caller's answer nothing is read until the gateway has counted its request as over.
        await Eventually.IsTrueAsync(() => Interlocked.Read(ref _over) == 1, because: "the request is over and counted");
        Assert.That(await RestAsync(caller), Is.InRange(1, ThingsService.LargeText - 1), "a part of the answer came");

        await EchoAsync(neighbour, "after");
        using var another = await gateway.Rest().GetAsync("/v1/things/a");
        Assert.That((string?)JsonNode.Parse(await another.Content.ReadAsStringAsync())!["name"], Is.EqualTo("things/a"));
    }

    private static async Task EchoAsync(AsyncDuplexStreamingCall<Thing, Thing> call, string text)
    {
        await call.RequestStream.WriteAsync(new Thing { Text = text });
        Assert.That(await call.ResponseStream.MoveNext(), Is.True);
        Assert.That(call.ResponseStream.Current.Text, Is.EqualTo(text));
    }

    private static async Task<long> RestAsync(Socket caller)
    {
        var (buffer, all) = (new byte[1 << 20], 0L);
        try
        {
            while (await caller.ReceiveAsync(buffer) is > 0 and var read)
                all += read;
        }
        catch (SocketException)
        {
            // A connection that was cut.
        }
        return all;
    }

    private MeterListener ListenTo(IMeterFactory gateway)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name == "http.server.request.duration" && ReferenceEquals(instrument.Meter.Scope, gateway))
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            if (tags.ToArray().Any(tag => tag.Key == "http.route" && tag.Value is string route && route.StartsWith("/v1/things/", StringComparison.Ordinal)))
                Interlocked.Increment(ref _over);
        });
        listener.Start();
        return listener;
    }
}
