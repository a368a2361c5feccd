using FactoryTwin.Hosting.Configuration;
using FactoryTwin.Storage.Postgres;
using Npgsql;

namespace FactoryTwin.Hosting.Adapters;

/// <summary>Section "Storage:Postgres": the server that holds a schema for each service.</summary>
public sealed class PostgresOptions
{
    /// <summary>The server's name or address, or the directory of its unix socket.</summary>
    public string Host { get; set; } = "";

    /// <summary>Default 5432.</summary>
    public int Port { get; set; } = 5432;

    /// <summary>The database; its encoding must be UTF8. Default "factorytwin".</summary>
    public string Database { get; set; } = "factorytwin";

    /// <summary>Who the services are to the server. Default "factorytwin".</summary>
    public string User { get; set; } = "factorytwin";

    /// <summary>The user's password; better in PasswordFile. Never shown.</summary>
    [Secret]
    public string Password { get; set; } = "";

    /// <summary>A file that holds the password alone, for example a mounted secret; a line end at its end is not part of it.</summary>
    public string PasswordFile { get; set; } = "";

    /// <summary>Put before a service's name in its schema's: with "plant_a_" the schema of twin-state is "plant_a_twin_state". Default empty.</summary>
    public string SchemaPrefix { get; set; } = "";

    /// <summary>Disable, Prefer, Require, VerifyCA or VerifyFull (the server's certificate must name its host). Default Prefer.</summary>
    public SslMode Tls { get; set; } = SslMode.Prefer;

    /// <summary>PEM file of the roots by which the server's certificate is trusted; empty: the system's.</summary>
    public string RootCertificateFile { get; set; } = "";

    /// <summary>Most connections of a service that read at the same time; beside them it has one that writes and one that listens. Default 8.</summary>
    public int Readers { get; set; } = 8;

    /// <summary>How long a connection may take to come about. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a statement may take. Default 30 s.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the outbox is looked at without a notification. Default 5 s.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    internal IEnumerable<OptionFault> Check()
    {
        if (string.IsNullOrWhiteSpace(Host))
            yield return new OptionFault(nameof(Host), "must name the PostgreSQL server.");
        if (Port is < 1 or > 65535)
            yield return new OptionFault(nameof(Port), "must be from 1 to 65535.");
        if (Password.Length > 0 && PasswordFile.Length > 0)
            yield return new OptionFault(nameof(PasswordFile), "and Password are both given; give one.");
        if (PasswordFile.Length > 0 && !File.Exists(PasswordFile))
            yield return new OptionFault(nameof(PasswordFile), $"'{PasswordFile}' is not there.");
        if (RootCertificateFile.Length > 0 && !File.Exists(RootCertificateFile))
            yield return new OptionFault(nameof(RootCertificateFile), $"'{RootCertificateFile}' is not there.");
        if (SchemaPrefix.Length > 20 || !SchemaPrefix.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_') || (SchemaPrefix.Length > 0 && !char.IsAsciiLetter(SchemaPrefix[0])))
            yield return new OptionFault(nameof(SchemaPrefix), "must be lower-case letters, digits and underscore, a letter first, at most 20.");
        if (Readers is < 1 or > 100)
            yield return new OptionFault(nameof(Readers), "must be from 1 to 100.");
        foreach (var (name, span) in new[] { (nameof(ConnectTimeout), ConnectTimeout), (nameof(CommandTimeout), CommandTimeout), (nameof(PollInterval), PollInterval) })
        {
            if (span < TimeSpan.FromMilliseconds(100) || span > TimeSpan.FromMinutes(10))
                yield return new OptionFault(name, "must be from 100 ms to 10 minutes.");
        }
    }

    /// <summary>What the store of <paramref name="service"/> is opened with.</summary>
    /// <exception cref="IOException">The password's file cannot be read.</exception>
    internal PostgresStoreOptions Of(string service)
    {
        var connection = new NpgsqlConnectionStringBuilder
        {
            Host = Host,
            Port = Port,
            Database = Database,
            Username = User,
            Password = PasswordFile.Length > 0 ? File.ReadAllText(PasswordFile).TrimEnd('\r', '\n') : Password,
            SslMode = Tls,
            Timeout = Math.Max(1, (int)ConnectTimeout.TotalSeconds),
        };
        if (RootCertificateFile.Length > 0)
            connection.RootCertificate = RootCertificateFile;
        return new PostgresStoreOptions(connection.ConnectionString, SchemaPrefix + service.Replace('-', '_'))
        {
            Name = service,
            Readers = Readers,
            CommandTimeout = CommandTimeout,
            PollInterval = PollInterval,
        };
    }
}
