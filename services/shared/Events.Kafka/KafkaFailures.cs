using Confluent.Kafka;

namespace FactoryTwin.Events.Kafka;

/// <summary>Errors of the client in the words of the bus.</summary>
internal static class KafkaFailures
{
    public static Exception Of(string topic, Error error) => error.Code switch
    {
        ErrorCode.Local_MsgTimedOut or ErrorCode.Local_TimedOut => new TimeoutException($"The brokers did not take everything for '{topic}' in time: {error.Reason}."),
        ErrorCode.TopicAuthorizationFailed => new IOException($"The user has no right to '{topic}'. Give it READ, WRITE and DESCRIBE on the topic."),
        ErrorCode.MsgSizeTooLarge => new IOException($"An event for '{topic}' is larger than the brokers take (max.message.bytes): {error.Reason}."),
        _ => new IOException($"'{topic}' could not be written: {error.Reason} ({error.Code})."),
    };
}
