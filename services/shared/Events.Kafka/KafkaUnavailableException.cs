namespace FactoryTwin.Events.Kafka;

/// <summary>No broker can be used; says which were tried, how and what they answered.</summary>
public sealed class KafkaUnavailableException(KafkaOptions options, string trouble, Exception? inner = null)
    : IOException($"No broker of '{options.BootstrapServers}' can be used ({Way(options)}): {trouble.TrimEnd('.')}.", inner)
{
    private static string Way(KafkaOptions options) =>
        options.UsesSasl ? $"{options.SecurityProtocol}, {options.SaslMechanism}, user '{options.Username}'" : options.SecurityProtocol;
}
