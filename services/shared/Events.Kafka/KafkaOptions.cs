using System.Globalization;

namespace FactoryTwin.Events.Kafka;

/// <summary>Settings of the Kafka adapter.</summary>
public sealed class KafkaOptions
{
    /// <summary>Brokers to begin with, "host:port,host:port"; the others are learned from them.</summary>
    public string BootstrapServers { get; set; } = "";

    /// <summary>"plaintext", "ssl", "sasl_plaintext" or "sasl_ssl". Default plaintext.</summary>
    public string SecurityProtocol { get; set; } = "plaintext";

    /// <summary>"PLAIN", "SCRAM-SHA-256" or "SCRAM-SHA-512", where the security protocol is one of SASL. Default SCRAM-SHA-512.</summary>
    public string SaslMechanism { get; set; } = "SCRAM-SHA-512";

    /// <summary>User for SASL.</summary>
    public string Username { get; set; } = "";

    /// <summary>File with the user's password, without a line end; a file, so that it stands in no environment and no log.</summary>
    public string PasswordFile { get; set; } = "";

    /// <summary>PEM file with the authorities that sign the brokers' certificates. Empty: the system's.</summary>
    public string CaFile { get; set; } = "";

    /// <summary>PEM file with the own certificate, where the brokers ask for one.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>PEM file with the own certificate's key.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>Name by which the brokers' logs and quotas know this process. Default factorytwin.</summary>
    public string ClientId { get; set; } = "factorytwin";

    /// <summary>Put before the names of topics and groups, so that several installations can share a cluster: "plant7.". Default none.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>Path of librdkafka (2.1 or newer). Empty: the bundled one, then the system's.</summary>
    public string Library { get; set; } = "";

    /// <summary>"zstd", "lz4", "snappy", "gzip" or "none". Default lz4.</summary>
    public string Compression { get; set; } = "lz4";

    /// <summary>How long a publish waits for others to share its request. Default 2 ms.</summary>
    public TimeSpan Linger { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>How long the start waits for a broker. Default 15 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one request to a broker may take. Default 10 s.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a publish may take, retries and a lost broker included; then it fails. Default 30 s.</summary>
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A member of a group that was not heard of for so long loses its partitions to the others; brokers take 6 s or more. Default 15 s.</summary>
    public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Groups' places are committed at most this long after a batch was done. Default 500 ms; after a crash that much comes again.</summary>
    public TimeSpan CommitDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Events that may wait for the brokers; publishes beyond wait outside. Default 100,000.</summary>
    public int MaxQueuedEvents { get; set; } = 100_000;

    /// <summary>Bytes that may wait for the brokers. Default 64 MiB.</summary>
    public long MaxQueuedBytes { get; set; } = 64L << 20;

    /// <summary>Events of one partition that wait for a handler; beyond, the partition is paused. Default 4,096.</summary>
    public int BufferEvents { get; set; } = 4096;

    /// <summary>Bytes of one partition that wait for a handler, unless a single event is larger. Default 4 MiB.</summary>
    public long BufferBytes { get; set; } = 4L << 20;

    /// <summary>Bytes that a subscription fetches ahead of its partitions' buffers. Default 16 MiB.</summary>
    public long FetchBytes { get; set; } = 16L << 20;

    /// <summary>Largest event, attributes included. Default 8 MiB; topics that are created allow it.</summary>
    public int MaxEventBytes { get; set; } = 8 << 20;

    /// <summary>Partitions of a topic that is created. Default 6.</summary>
    public int Partitions { get; set; } = 6;

    /// <summary>Copies of each partition of a topic that is created; 0: the cluster's default. Default 0.</summary>
    public int ReplicationFactor { get; set; }

    /// <summary>How long a topic that is created keeps its events. Default 7 days.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long a dead letter is kept after it was replayed or discarded. Default 30 days.</summary>
    public TimeSpan LetterRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Topics that are created otherwise than all, by name.</summary>
    public Dictionary<string, TopicOptions> Topics { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Every fault, by option.</summary>
    public IEnumerable<(string Option, string Description)> Faults() => [.. Addresses(), .. Security(), .. Bounds()];

    /// <summary>The largest event as a dead letter, which carries its history.</summary>
    internal int MaxRecordBytes => MaxEventBytes + (256 << 10);

    internal bool UsesSasl => SecurityProtocol.StartsWith("sasl_", StringComparison.Ordinal);

    internal bool UsesTls => SecurityProtocol.EndsWith("ssl", StringComparison.Ordinal);

    private IEnumerable<(string Option, string Description)> Addresses()
    {
        if (string.IsNullOrWhiteSpace(BootstrapServers))
            yield return (nameof(BootstrapServers), "must name at least one broker: host:port");
        else if (BootstrapServers.Split(',').FirstOrDefault(server => !IsAddress(server.Trim())) is { } wrong)
            yield return (nameof(BootstrapServers), $"'{wrong}' is not host:port");
        if (Prefix.Length > 0 && (Prefix.Length > 64 || !Common.Names.IsValid(Prefix)))
            yield return (nameof(Prefix), "may have at most 64 of A-Z a-z 0-9 . _ -, starting with a letter or digit");
        if (Library.Length > 0 && !File.Exists(Library)) yield return (nameof(Library), $"there is no file '{Library}'");
    }

    private IEnumerable<(string Option, string Description)> Security()
    {
        if (SecurityProtocol is not ("plaintext" or "ssl" or "sasl_plaintext" or "sasl_ssl"))
            yield return (nameof(SecurityProtocol), $"'{SecurityProtocol}' is not known; use plaintext, ssl, sasl_plaintext or sasl_ssl");
        if (Compression is not ("zstd" or "lz4" or "snappy" or "gzip" or "none"))
            yield return (nameof(Compression), $"'{Compression}' is not known; use zstd, lz4, snappy, gzip or none");
        if (UsesSasl && SaslMechanism is not ("PLAIN" or "SCRAM-SHA-256" or "SCRAM-SHA-512"))
            yield return (nameof(SaslMechanism), $"'{SaslMechanism}' is not known; use PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512");
        if (UsesSasl && Username.Length == 0) yield return (nameof(Username), "must be set for SASL");
        if (UsesSasl && PasswordFile.Length == 0) yield return (nameof(PasswordFile), "must name the file with the password for SASL");
        if (CertificateFile.Length > 0 != KeyFile.Length > 0) yield return (nameof(KeyFile), "a certificate needs its key and a key its certificate");
        foreach (var (option, file) in ((string, string)[])[(nameof(PasswordFile), PasswordFile), (nameof(CaFile), CaFile),
            (nameof(CertificateFile), CertificateFile), (nameof(KeyFile), KeyFile)])
            if (file.Length > 0 && !File.Exists(file)) yield return (option, $"there is no file '{file}'");
    }

    private IEnumerable<(string Option, string Description)> Bounds()
    {
        if (Linger < TimeSpan.Zero || Linger > TimeSpan.FromSeconds(1)) yield return (nameof(Linger), "must be 0 to 1 s");
        if (ConnectTimeout <= TimeSpan.Zero) yield return (nameof(ConnectTimeout), "must be positive");
        if (RequestTimeout < TimeSpan.FromSeconds(1)) yield return (nameof(RequestTimeout), "must be at least 1 s");
        if (PublishTimeout < TimeSpan.FromSeconds(1)) yield return (nameof(PublishTimeout), "must be at least 1 s");
        if (SessionTimeout < TimeSpan.FromSeconds(1) || SessionTimeout > TimeSpan.FromMinutes(4)) yield return (nameof(SessionTimeout), "must be 1 s to 4 min");
        if (CommitDelay < TimeSpan.Zero) yield return (nameof(CommitDelay), "must not be negative");
        if (MaxQueuedEvents < 1) yield return (nameof(MaxQueuedEvents), "must be at least 1");
        if (MaxQueuedBytes < 1 << 20) yield return (nameof(MaxQueuedBytes), "must be at least 1 MiB");
        if (BufferEvents < 1) yield return (nameof(BufferEvents), "must be at least 1");
        if (BufferBytes < 1024) yield return (nameof(BufferBytes), "must be at least 1 KiB");
        if (FetchBytes < 1 << 20) yield return (nameof(FetchBytes), "must be at least 1 MiB");
        if (MaxEventBytes is < 1024 or > 256 << 20) yield return (nameof(MaxEventBytes), "must be 1 KiB to 256 MiB");
        if (Partitions is < 1 or > 256) yield return (nameof(Partitions), "must be 1 to 256");
        if (ReplicationFactor is < 0 or > 16) yield return (nameof(ReplicationFactor), "must be 0 to 16");
        if (Retention <= TimeSpan.Zero) yield return (nameof(Retention), "must be positive");
        if (LetterRetention <= TimeSpan.Zero) yield return (nameof(LetterRetention), "must be positive");
        foreach (var (topic, own) in Topics)
        {
            if (own.Partitions is < 0 or > 256) yield return ($"{nameof(Topics)}:{topic}:{nameof(own.Partitions)}", "must be 0 to 256");
            if (own.Retention < TimeSpan.Zero) yield return ($"{nameof(Topics)}:{topic}:{nameof(own.Retention)}", "must not be negative");
        }
    }

    private static bool IsAddress(string server) =>
        server.LastIndexOf(':') is > 0 and var colon && ushort.TryParse(server[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0;
}
