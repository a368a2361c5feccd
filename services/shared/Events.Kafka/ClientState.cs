using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Events.Kafka;

/// <summary>What the native clients say of the brokers: the last trouble, for the start's message, the log and the readiness.</summary>
internal sealed partial class ClientState(ILogger logger)
{
    private Error? _last;

    /// <summary>The last error, in words; empty where there was none.</summary>
    public string LastTrouble => Volatile.Read(ref _last) is { } error ? error.Reason : "";

    /// <summary>An error that waiting does not heal: a wrong password, a certificate that does not check.</summary>
    public Error? Refusal { get; private set; }

    public void Failed(Error error)
    {
        // "All brokers are down" says less than the error before it.
        if (error.Code != ErrorCode.Local_AllBrokersDown || _last is null) Volatile.Write(ref _last, error);
        if (error.Code is ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.Local_Ssl) Refusal = error;
        LogError(error.Reason, error.Code);
    }

    /// <summary>A broker answered.</summary>
    public void Healed() => (_last, Refusal) = (null, null);

    public void Log(LogMessage line) => LogLine(line.Facility, line.Message);

    public void Log(string facility, string line) => LogLine(facility, line);

    [LoggerMessage(1122, LogLevel.Warning, "The brokers: {Reason} ({Code})")]
    private partial void LogError(string reason, ErrorCode code);

    [LoggerMessage(1123, LogLevel.Debug, "librdkafka {Facility}: {Line}")]
    private partial void LogLine(string facility, string line);
}
