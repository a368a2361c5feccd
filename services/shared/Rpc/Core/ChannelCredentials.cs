namespace Grpc.Core;

/// <summary>How a channel trusts its server, and what it adds to each call.</summary>
public abstract class ChannelCredentials
{
    /// <summary>Connections without TLS.</summary>
    public static ChannelCredentials Insecure { get; } = new InsecureCredentials();

    /// <summary>TLS with the system's roots and no certificate of our own.</summary>
    public static ChannelCredentials SecureSsl { get; } = new SslCredentials();

    /// <summary>True for TLS.</summary>
    internal abstract bool IsSecure { get; }

    /// <summary>The TLS part, or null.</summary>
    internal virtual SslCredentials? Ssl => this as SslCredentials;

    /// <summary>Added to the headers of every call before it starts, or null; the call's own credentials come after.</summary>
    internal virtual CallCredentials? OfCalls => null;

    /// <summary>Credentials of the channel, with those that every call on it carries.</summary>
    public static ChannelCredentials Create(ChannelCredentials channelCredentials, CallCredentials callCredentials)
    {
        ArgumentNullException.ThrowIfNull(channelCredentials);
        ArgumentNullException.ThrowIfNull(callCredentials);
        return new Composite(channelCredentials, callCredentials);
    }

    private sealed class InsecureCredentials : ChannelCredentials
    {
        internal override bool IsSecure => false;
    }

    private sealed class Composite(ChannelCredentials channel, CallCredentials calls) : ChannelCredentials
    {
        internal override bool IsSecure => channel.IsSecure;

        internal override SslCredentials? Ssl => channel.Ssl;

        internal override CallCredentials? OfCalls => channel.OfCalls is { } inner ? CallCredentials.Compose(inner, calls) : calls;
    }
}

/// <summary>TLS, with roots and a certificate of our own where they are given.</summary>
public sealed class SslCredentials : ChannelCredentials
{
    public SslCredentials()
        : this(null, null)
    {
    }

    public SslCredentials(string? rootCertificates)
        : this(rootCertificates, null)
    {
    }

    /// <param name="rootCertificates">PEM of the only roots that the server is trusted by; null for the system's.</param>
    /// <param name="keyCertificatePair">Our own certificate for servers that ask for one; null for none.</param>
    public SslCredentials(string? rootCertificates, KeyCertificatePair? keyCertificatePair)
    {
        RootCertificates = rootCertificates;
        KeyCertificatePair = keyCertificatePair;
    }

    public string? RootCertificates { get; }

    public KeyCertificatePair? KeyCertificatePair { get; }

    internal override bool IsSecure => true;
}

/// <summary>A certificate (with its intermediates) and its private key, both PEM.</summary>
public sealed class KeyCertificatePair(string certificateChain, string privateKey)
{
    public string CertificateChain { get; } = certificateChain ?? throw new ArgumentNullException(nameof(certificateChain));

    public string PrivateKey { get; } = privateKey ?? throw new ArgumentNullException(nameof(privateKey));
}
