using System.Reflection;
using System.Security.Claims;
using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>The token that decides about the call of a hub method, where the connection has no later one.</summary>
public sealed class HubMethodCheckTests : IAsyncDisposable
{
    private static readonly MethodInfo Admin = typeof(Methods).GetMethod(nameof(Methods.ForAdmins))!;
    private static readonly MethodInfo User = typeof(Methods).GetMethod(nameof(Methods.ForUsers))!;

    private readonly TestService _service = new();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Test]
    public async Task It_is_that_of_the_user_where_the_request_is_a_copy()
    {
        var alice = new DefaultHttpContext { User = TokenPrincipal.Of(TokenOf("alice", "USER")) };

        (await RefuseAsync(alice, User)).Should().BeNull();
        (await RefuseAsync(alice, Admin)).Should().Be(JwtErrorCode.AccessDenied);
        (await RefuseAsync(new DefaultHttpContext(), User)).Should().Be(JwtErrorCode.TokenMissing);
    }

    [Test]
    public async Task It_is_that_of_the_request_whatever_user_is_assigned_later()
    {
        var request = Authenticated(TokenOf("alice", "USER"));
        request.User = TokenPrincipal.Of(TokenOf("ada", "ADMIN"));

        (await RefuseAsync(request, User)).Should().BeNull();
        (await RefuseAsync(request, Admin)).Should().Be(JwtErrorCode.AccessDenied);
        request.User = new ClaimsPrincipal();
        (await RefuseAsync(request, User)).Should().BeNull();
    }

    [Test]
    public async Task A_refresh_token_opens_a_connection_until_it_is_exchanged()
    {
        var text = _service.Jwt.CreateTokenPair("alice").RefreshToken;
        var request = new DefaultHttpContext { User = TokenPrincipal.Of(_service.Read(text, TokenType.Refresh)) };

        (await RefuseAsync(request, User)).Should().BeNull();
        await _service.Jwt.RefreshAsync(text);

        (await RefuseAsync(request, User)).Should().Be(JwtErrorCode.TokenRevoked);
    }

    private Token TokenOf(string user, string role) => _service.Read(_service.Jwt.CreateAccessToken(user, role));

    private static DefaultHttpContext Authenticated(Token token)
    {
        var (context, endpoint) = (new DefaultHttpContext(), new Endpoint(null, null, "hub"));
        context.SetEndpoint(endpoint);
        var credential = new VerifiedCredential(token, TokenLocation.Header, token.RawJwt, default);
        var outcome = AuthenticationOutcome.Verified(context, endpoint, credential, refusal: null, target: null);
        context.Features.Set<IHttpAuthenticationFeature>(outcome);
        context.Features.Set<IAuthenticateResultFeature>(outcome);
        return context;
    }

    private async Task<JwtErrorCode?> RefuseAsync(HttpContext connection, MethodInfo method) =>
        (await _service.Jwt.Runtime.Endpoints.Protection.HubMethods.RefuseAsync(connection, method))?.Code;

    private sealed class Methods
    {
        [RequireJwt(Allow = ["ADMIN"])]
        public string ForAdmins() => "admins" + GetHashCode();

        [RequireJwt]
        public string ForUsers() => "users" + GetHashCode();
    }
}
