using FactoryTwin.Gateway.Routing;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Gateway.Tests;

/// <summary>How the proxy reads a request's body: again for another instance, and not at all once nobody wants it.</summary>
#pragma warning disable CA2022 // how much a read gives is not what these tests are about
internal sealed class RequestBodyTests
{
    private static readonly CancellationToken Over = new(canceled: true);

    [Test]
    public async Task A_read_that_is_given_up_before_it_begins_does_not_touch_the_web_servers_stream()
    {
        var inner = new Counted(new byte[10]);
        var body = new ForwardedBody(inner);
        await Assert.ThatAsync(async () => await body.ReadAsync(new byte[5], Over), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(inner.Reads, Is.Zero);
        Assert.That(await body.ReadAsync(new byte[5]), Is.EqualTo(5));
    }

    [TestCase(1u)]
    [TestCase(2u)]
    public async Task Every_reader_gets_the_whole_body_whatever_the_one_before_had_read(uint seed)
    {
        var random = new Random((int)seed);
        for (var round = 0; round < 200; round++)
        {
            var bytes = new byte[random.Next(RepeatableBody.Most)];
            random.NextBytes(bytes);
            await using var body = new RepeatableBody(Http(bytes, "HTTP/2"));
            for (var reader = 0; reader < 3; reader++)
            {
                await ReadAsync(body, random, random.Next(bytes.Length + 1));
                if (random.Next(3) == 0)
                    await GiveUpAsync(body);
                Assert.That(body.TryRewind(), Is.True);
            }
            Assert.That(await ReadAsync(body, random, int.MaxValue), Is.EqualTo(bytes));
        }
    }

    [Test]
    public async Task More_than_is_kept_goes_on_and_cannot_be_sent_again()
    {
        var bytes = new byte[RepeatableBody.Most + 1];
        new Random(3).NextBytes(bytes);
        await using var body = new RepeatableBody(Http(bytes, "HTTP/2"));
        Assert.That(await ReadAsync(body, new Random(4), int.MaxValue), Is.EqualTo(bytes));
        Assert.That(body.TryRewind(), Is.False);
    }

    /// <summary>What is kept is given all the same; what is not is not asked for.</summary>
    private static async Task GiveUpAsync(Stream body)
    {
        try
        {
            _ = await body.ReadAsync(new byte[9], Over);
        }
        catch (OperationCanceledException)
        {
            // As it should be.
        }
    }

    private static DefaultHttpContext Http(byte[] body, string protocol) => new() { Request = { Protocol = protocol, Body = new Counted(body) } };

    private static async Task<byte[]> ReadAsync(Stream body, Random random, int most)
    {
        using var all = new MemoryStream();
        var buffer = new byte[7000];
        while (all.Length < most)
        {
            if (random.Next(4) == 0)
                _ = await body.ReadAsync(Memory<byte>.Empty);
            var read = await body.ReadAsync(buffer.AsMemory(0, random.Next(1, buffer.Length)));
            if (read == 0)
                break;
            all.Write(buffer, 0, read);
        }
        return all.ToArray();
    }

    private sealed class Counted(byte[] bytes) : MemoryStream(bytes)
    {
        public int Reads { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Reads++;
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
