using Confluent.Kafka;

namespace FactoryTwin.Events.Kafka.Native;

/// <summary>The options as librdkafka's configuration. See its CONFIGURATION.md for the names.</summary>
internal static class ClientConfigs
{
    public static ProducerConfig Producer(KafkaOptions options)
    {
        var config = new ProducerConfig(Common(options))
        {
            EnableIdempotence = true,
            Acks = Acks.All,
            CompressionType = Enum.Parse<CompressionType>(options.Compression, ignoreCase: true),
            LingerMs = options.Linger.TotalMilliseconds,
            MessageTimeoutMs = (int)options.PublishTimeout.TotalMilliseconds,
            RequestTimeoutMs = (int)options.RequestTimeout.TotalMilliseconds,
            QueueBufferingMaxMessages = options.MaxQueuedEvents,
            QueueBufferingMaxKbytes = (int)Math.Min(int.MaxValue, options.MaxQueuedBytes >> 10),
        };
        config.Set("message.max.bytes", $"{options.MaxRecordBytes}");
        return config;
    }

    public static AdminClientConfig Admin(KafkaOptions options) => new(Common(options));

    /// <param name="options">The adapter's.</param>
    /// <param name="groupId">The group's id on the brokers.</param>
    /// <param name="reset">Where to go on from an offset that is not there: "earliest" or "error".</param>
    public static ConsumerConfig Consumer(KafkaOptions options, string groupId, AutoOffsetReset reset)
    {
        var config = new ConsumerConfig(Common(options))
        {
            GroupId = groupId,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = reset,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            SessionTimeoutMs = (int)options.SessionTimeout.TotalMilliseconds,
            HeartbeatIntervalMs = (int)Math.Min(3000, options.SessionTimeout.TotalMilliseconds / 3),
            AllowAutoCreateTopics = true,
            // One long poll; shorter than a cancelled subscription should take to end.
            FetchWaitMaxMs = 250,
            // A fetcher whose queue is full looks again after this time; the default of a second starves a quick handler.
            FetchQueueBackoffMs = 20,
            FetchErrorBackoffMs = 100,
            QueuedMinMessages = 50_000,
            QueuedMaxMessagesKbytes = (int)Math.Min(2_097_151, options.FetchBytes >> 10),
            // Not the topic, which is known: a string for each record.
            ConsumeResultFields = "headers,timestamp",
        };
        config.Set("fetch.message.max.bytes", $"{Math.Max(1 << 20, options.MaxRecordBytes)}");
        return config;
    }

    /// <summary>A consumer that reads single records here and there, in no group.</summary>
    public static ConsumerConfig Reader(KafkaOptions options, string groupId)
    {
        var config = Consumer(options, groupId, AutoOffsetReset.Earliest);
        // A place that is sought waits for the fetch that is under way.
        config.FetchWaitMaxMs = 20;
        config.QueuedMinMessages = 1000;
        return config;
    }

    private static Dictionary<string, string> Common(KafkaOptions options)
    {
        var config = new ClientConfig
        {
            BootstrapServers = options.BootstrapServers,
            ClientId = options.ClientId,
            SecurityProtocol = Enum.Parse<SecurityProtocol>(options.SecurityProtocol.Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
            SocketTimeoutMs = (int)options.RequestTimeout.TotalMilliseconds,
            SocketKeepaliveEnable = true,
            ReconnectBackoffMs = 100,
            ReconnectBackoffMaxMs = 2000,
        };
        if (options.UsesTls)
        {
            if (options.CaFile.Length > 0) config.SslCaLocation = options.CaFile;
            if (options.CertificateFile.Length > 0) (config.SslCertificateLocation, config.SslKeyLocation) = (options.CertificateFile, options.KeyFile);
        }
        if (options.UsesSasl)
        {
            config.Set("sasl.mechanism", options.SaslMechanism);
            config.SaslUsername = options.Username;
            config.SaslPassword = File.ReadAllText(options.PasswordFile).TrimEnd('\r', '\n');
        }
        return config.ToDictionary(StringComparer.Ordinal);
    }
}
