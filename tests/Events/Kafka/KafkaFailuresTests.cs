using Confluent.Kafka;
using FactoryTwin.Events.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace FactoryTwin.Events.Tests.Kafka;

/// <summary>
/// librdkafka's and the brokers' error codes in the bus' words. The mock cluster has no users and no rights: what a broker that has them
/// answers is given here by its code; what travels over the wire is in <see cref="KafkaStartTests"/>, by a broker that refuses passwords.
/// </summary>
public sealed class KafkaFailuresTests
{
    [TestCase(ErrorCode.Local_MsgTimedOut, typeof(TimeoutException), "did not take everything for 'energy.prices' in time")]
    [TestCase(ErrorCode.Local_TimedOut, typeof(TimeoutException), "in time")]
    [TestCase(ErrorCode.TopicAuthorizationFailed, typeof(IOException), "no right to 'energy.prices'. Give it READ, WRITE and DESCRIBE")]
    [TestCase(ErrorCode.MsgSizeTooLarge, typeof(IOException), "larger than the brokers take (max.message.bytes)")]
    [TestCase(ErrorCode.NotEnoughReplicas, typeof(IOException), "'energy.prices' could not be written")]
    public void A_publish_that_failed_says_what_to_do(ErrorCode code, Type type, string words)
    {
        var failure = KafkaFailures.Of("energy.prices", new Error(code, "the broker's words"));
        Assert.That(failure, Is.TypeOf(type).With.Message.Contain(words));
    }

    [TestCase(ErrorCode.SaslAuthenticationFailed, true)]
    [TestCase(ErrorCode.Local_Authentication, true)]
    [TestCase(ErrorCode.Local_Ssl, true)]
    [TestCase(ErrorCode.Local_Transport, false)]
    [TestCase(ErrorCode.Local_Resolve, false)]
    [TestCase(ErrorCode.Local_AllBrokersDown, false)]
    public void A_refusal_ends_the_start_at_once_and_a_broker_that_is_away_is_waited_for(ErrorCode code, bool refusal)
    {
        var state = new ClientState(NullLogger.Instance);
        state.Failed(new Error(code, "the broker's words"));
        Assert.That(state.Refusal is not null, Is.EqualTo(refusal));
        Assert.That(state.LastTrouble, Is.EqualTo("the broker's words"));

        state.Failed(new Error(ErrorCode.Local_AllBrokersDown, "2/2 brokers are down"));
        Assert.That(state.LastTrouble, Is.EqualTo("the broker's words"), "the cause is kept");
        state.Healed();
        Assert.That((state.Refusal, state.LastTrouble), Is.EqualTo(((Error?)null, "")));
    }

    [Test]
    public void The_message_of_the_start_names_brokers_way_and_user_and_never_the_password()
    {
        var options = new KafkaOptions { BootstrapServers = "kafka-1:9093", SecurityProtocol = "sasl_ssl", SaslMechanism = "SCRAM-SHA-512", Username = "plant", PasswordFile = "/secret" };
        var told = new KafkaUnavailableException(options, "Authentication failed during authentication due to invalid credentials.");
        Assert.That(told.Message, Is.EqualTo(
            "No broker of 'kafka-1:9093' can be used (sasl_ssl, SCRAM-SHA-512, user 'plant'): Authentication failed during authentication due to invalid credentials."));
    }
}
