using FactoryTwin.Gateway.V1;
using FactoryTwin.Hosting.Auth;
using FactoryTwin.Rpc;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Gateway.Sessions;

/// <summary>Sign-in by the development issuer. Where an OIDC provider signs people in, there is no issuer and this only tells who one is.</summary>
internal sealed class SessionsService(IServiceProvider services) : V1.Sessions.SessionsBase
{
    private readonly DevelopmentIssuer? _issuer = services.GetService<DevelopmentIssuer>();

    public override Task<Session> CreateSession(CreateSessionRequest request, ServerCallContext context)
    {
        if (request.User.Length == 0)
            throw RpcErrors.InvalidArgument(("user", "must be the id of a development user; see GET /v1/developmentUsers."));
        var token = Issuer().IssueForUser(request.User) ?? throw RpcErrors.NotFound("developmentUsers/" + request.User);
        return Task.FromResult(new Session
        {
            AccessToken = token.AccessToken,
            ExpireTime = token.ExpireTime.ToTimestamp(),
            User = Show(DevelopmentIssuer.Users.First(user => user.Id == request.User)),
        });
    }

    public override Task<User> GetUser(GetUserRequest request, ServerCallContext context)
    {
        var caller = CallerIdentity.Of(context);
        if (request.Name != "users/current" && request.Name != "users/" + caller.Subject)
            throw RpcErrors.NotFound(request.Name);
        return Task.FromResult(new User
        {
            Name = "users/" + caller.Subject,
            DisplayName = caller.DisplayName,
            Roles = { caller.Roles.Order(StringComparer.Ordinal) },
        });
    }

    public override Task<ListDevelopmentUsersResponse> ListDevelopmentUsers(ListDevelopmentUsersRequest request, ServerCallContext context)
    {
        Issuer();
        return Task.FromResult(new ListDevelopmentUsersResponse { Users = { DevelopmentIssuer.Users.Select(Show) } });
    }

    private static User Show(DevelopmentUser user) => new() { Name = "users/" + user.Id, DisplayName = user.DisplayName, Roles = { user.Roles } };

    private DevelopmentIssuer Issuer() => _issuer ?? throw RpcErrors.FailedPrecondition(
        "DEVELOPMENT_ISSUER_OFF", "sessions", "This installation signs people in by its OIDC provider; there are no development users.");
}
