using System.Net.Sockets;
using Npgsql;

namespace FactoryTwin.Storage.Postgres;

/// <summary>What a failure of the server or of the way to it means to the caller.</summary>
internal static class Failures
{
    /// <summary>The failure in the store's terms; null where it is not one that passes by itself.</summary>
    public static StoreUnavailableException? Passing(Exception exception, string place) => exception switch
    {
        StoreUnavailableException known => known,
        PostgresException failure when Passes(failure.SqlState) => new StoreUnavailableException($"The store '{place}' cannot be used now: {failure.MessageText} ({failure.SqlState}).", failure),
        PostgresException => null,
        NpgsqlException or SocketException or IOException or TimeoutException => new StoreUnavailableException($"The store '{place}' cannot be reached now: {Innermost(exception)}", exception),
        _ => null,
    };

    /// <summary>True where the server certainly took nothing: it told an error and the connection lives.</summary>
    public static bool IsCertain(Exception exception) => exception is PostgresException { Severity: "ERROR" or "FEHLER" } or PostgresException { InvariantSeverity: "ERROR" };

    /// <summary>Why a store cannot be opened, and what to do.</summary>
    public static string WhyNotOpen(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword } failure => $"{failure.MessageText}. Correct the user or its password.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification } failure => $"{failure.MessageText}. Let the server's pg_hba.conf admit this user, or correct the user.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } failure => $"{failure.MessageText}. Make the database, or correct its name.",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } failure => $"{failure.MessageText}. Grant the user CREATE on the database, or make the schema and let the user own it.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidSchemaName } => "the user may not use the schema. Let the user own it.",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } failure => $"{failure.MessageText}. Raise max_connections or lower the connections of a store.",
        PostgresException failure => $"{failure.MessageText} ({failure.SqlState}).",
        _ => $"{Innermost(exception).TrimEnd('.')}. Start the server, or correct host, port and TLS.",
    };

    private static bool Passes(string state) => state[..2] is "08" or "53" or "57" or "58" or "40" or "55" || state is "25006" or "25P02" or "25P03" or "28P01" or "28000" or "3D000";

    private static string Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception.Message;
}
