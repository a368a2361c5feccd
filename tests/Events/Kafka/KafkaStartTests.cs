using System.Diagnostics;
using FactoryTwin.Events.Kafka;
using FactoryTwin.Events.Kafka.Native;

namespace FactoryTwin.Events.Tests.Kafka;

/// <summary>What is wrong is told at the start, in one message that says where to look.</summary>
public sealed class KafkaStartTests : KafkaFixture
{
    // Kafka's protocol: https://kafka.apache.org/protocol.html#protocol_error_codes
    private const int TopicAuthorizationFailed = 29;

    [Test]
    public void No_such_broker_is_told_with_its_address() =>
        Assert.That(() => OpenAsync(o => (o.BootstrapServers, o.ConnectTimeout) = ("127.0.0.1:1", TimeSpan.FromSeconds(2))),
            Throws.TypeOf<KafkaUnavailableException>().With.Message.Contain("127.0.0.1:1").And.Message.Contain("refused"));

    [Test]
    public async Task A_wrong_password_is_told_with_the_user_and_without_the_password()
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Fresh(), "password");
        File.WriteAllText(file, "open sesame\n");
        using var broker = new RefusingBroker();

        var refusal = await Assert.ThrowsAsync<KafkaUnavailableException>(() => OpenAsync(o =>
        {
            (o.BootstrapServers, o.SecurityProtocol, o.SaslMechanism) = (broker.Address, "sasl_plaintext", "PLAIN");
            (o.Username, o.PasswordFile, o.ConnectTimeout) = ("twin", file, TimeSpan.FromSeconds(20));
        }));

        Assert.That(refusal!.Message, Does.Contain("user 'twin'").And.Contain("nobody of that name").And.Not.Contain("sesame"));
        Assert.That(broker.Credentials, Is.EqualTo("\0twin\0open sesame"));
    }

    [Test]
    public async Task A_missing_right_to_a_topic_is_told_with_the_topic()
    {
        await using var bus = await OpenAsync();
        await bus.PublishAsync("orders", Events.Numbered("k", 0, 1), CancellationToken.None);
        Cluster.Refuse(Prefix + "orders", TopicAuthorizationFailed);

        Assert.That(() => bus.EnsureTopicsAsync([new("orders", Publishes: true), new("prices", Publishes: false, "g")], CancellationToken.None),
            Throws.TypeOf<TopicRefusedException>().With.Message.EqualTo($"The user has no right to '{Prefix}orders': it needs WRITE and DESCRIBE on the topic."));
    }

    [Test]
    public async Task Topics_come_into_being_by_use_where_the_brokers_have_no_admin_API()
    {
        await using var bus = await OpenAsync();

        await bus.EnsureTopicsAsync([new("orders", Publishes: true), new("orders", Publishes: false, "g")], CancellationToken.None);
        await bus.EnsureTopicsAsync([new("orders", Publishes: true)], CancellationToken.None);

        await bus.PublishAsync("orders", Events.Numbered("k", 0, 1), CancellationToken.None);
    }

    [Test]
    public async Task Every_faulty_option_is_told_at_once()
    {
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => OpenAsync(o =>
            (o.BootstrapServers, o.Compression, o.SecurityProtocol, o.PasswordFile, o.Partitions) = ("broker", "rar", "sasl_ssl", "/nowhere", 0)));

        foreach (var option in (string[])["BootstrapServers", "Compression", "Username", "PasswordFile", "Partitions"]) Assert.That(refusal!.Message, Does.Contain(option));
    }

    [Test]
    public void A_library_that_is_too_old_is_told_with_its_version()
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Fresh(), "librdkafka.so.1");
        using var compiler = Process.Start(new ProcessStartInfo("gcc", ["-shared", "-fPIC", "-x", "c", "-", "-o", file]) { RedirectStandardInput = true })!;
        compiler.StandardInput.Write("int rd_kafka_version(void) { return 0x020002ff; }");
        compiler.StandardInput.Close();
        compiler.WaitForExit();

        Assert.That(() => KafkaLibrary.Find(file), Throws.TypeOf<KafkaLibraryException>().With.Message.StartsWith($"librdkafka 2.0.2 ('{file}') is too old").And.Message.Contain("2.1 or newer"));
    }

    [Test]
    public void A_file_that_is_no_library_is_told()
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Fresh(), "librdkafka.so.1");
        File.WriteAllText(file, "not a library");

        Assert.That(() => KafkaLibrary.Find(file), Throws.TypeOf<KafkaLibraryException>().With.Message.Contain(file));
    }

    [Test]
    public async Task The_library_beside_the_program_is_taken_and_named()
    {
        await using var bus = await OpenAsync();

        Assert.That(bus.Library, Is.EqualTo($"librdkafka 2.15.1 ({Path.Combine(AppContext.BaseDirectory, "librdkafka.so.1")})"));
    }
}
