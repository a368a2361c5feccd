using FactoryTwin.Rpc;

namespace FactoryTwin.Hosting.Auth;

/// <summary>What a service shows when it calls another one.</summary>
internal interface IServiceCredentials
{
    /// <summary>A token that is valid for a while yet.</summary>
    string GetToken();
}

/// <summary>Tokens of the development issuer, renewed when a fifth of their life is left.</summary>
internal sealed class DevelopmentCredentials(DevelopmentIssuer issuer, string service, IReadOnlyList<string> roles, TimeProvider time)
    : IServiceCredentials
{
    private readonly Lock gate = new();
    private IssuedToken? current;
    private DateTimeOffset renewAt;

    public string GetToken()
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (current is null || now >= renewAt)
            {
                current = issuer.IssueForService(service, roles);
                renewAt = now + ((current.ExpireTime - now) * 0.8);
            }
            return current.AccessToken;
        }
    }
}

/// <summary>A token that the platform writes to a file and renews; read again at most every 30 s.</summary>
internal sealed class TokenFileCredentials(string path, TimeProvider time) : IServiceCredentials
{
    private static readonly TimeSpan ReadInterval = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private string? current;
    private DateTimeOffset readAgainAt;

    public string GetToken()
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (current is null || now >= readAgainAt)
            {
                current = Read() ?? current ?? throw RpcErrors.Unavailable($"This service's own token cannot be read from '{path}' (Auth:ServiceTokenFile).");
                readAgainAt = now + ReadInterval;
            }
            return current;
        }
    }

    /// <summary>Null where the file cannot be read just now; a platform that replaces it may be half way through.</summary>
    private string? Read()
    {
        try
        {
            return File.ReadAllText(path).Trim() is { Length: > 0 } token ? token : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
