using System.Net;
using Duende.IdentityModel.Client;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary><c>Duende.IdentityModel</c> as a client of an issuer, with its strict policy for discovery documents.</summary>
[Category("Interop")]
public sealed class IdentityModelTests
{
    [TestCase("")]
    [TestCase("/tenant")]
    public async Task The_discovery_document_is_accepted_by_the_strict_policy(string path)
    {
        await using var issuer = await OAuthIssuer.StartAsync(path);

        var found = await DiscoverAsync(issuer, path);

        found.TokenEndpoint.Should().Be($"{issuer.Issuer()}{path}/refresh");
        found.RevocationEndpoint.Should().Be($"{issuer.Issuer()}{path}/revoke");
        found.IntrospectionEndpoint.Should().Be($"{issuer.Issuer()}{path}/introspect");
        found.KeySet!.Keys.Should().ContainSingle();
        found.GrantTypesSupported.Should().Equal("refresh_token");
        found.TokenEndpointAuthenticationMethodsSupported.Should().Equal("none");
        found.TryGetStringArray("introspection_endpoint_auth_methods_supported")
            .Should().Equal("client_secret_basic", "client_secret_post");
        found.TryGetStringArray("revocation_endpoint_auth_methods_supported").Should().Equal("none");
    }

    [Test]
    public async Task A_session_is_refreshed_until_its_token_is_reused([Values] ClientCredentialStyle style)
    {
        await using var issuer = await OAuthIssuer.StartAsync();
        var first = issuer.SignIn().RefreshToken;
        var token = first;
        var accesses = new List<string>();

        for (var i = 0; i < 4; i++)
        {
            var response = await RefreshAsync(issuer, token, style);
            response.IsError.Should().BeFalse("{0}", response.Raw);
            (response.TokenType, response.ExpiresIn).Should().Be(("Bearer", 900));
            (token, accesses) = (response.RefreshToken!, [.. accesses, response.AccessToken!]);
        }

        var shrunk = await RefreshAsync(issuer, token, style, "write");
        var reused = await RefreshAsync(issuer, first, style);
        var ended = await RefreshAsync(issuer, shrunk.RefreshToken!, style);

        shrunk.Scope.Should().Be("write");
        foreach (var refused in new[] { reused, ended })
            (refused.HttpStatusCode, refused.Error).Should().Be((HttpStatusCode.BadRequest, "invalid_grant"));
        (await issuer.GetAsync("/me", accesses[0])).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task A_token_is_introspected_until_it_is_revoked([Values] ClientCredentialStyle style)
    {
        await using var issuer = await OAuthIssuer.StartAsync();
        var (pair, other) = (issuer.SignIn(), issuer.SignIn("bob"));

        var before = await IntrospectAsync(issuer, pair.AccessToken, OAuthIssuer.Secret, style);
        var wrong = await IntrospectAsync(issuer, pair.AccessToken, OAuthIssuer.Secret + "!", style);
        var refresh = await IntrospectAsync(issuer, pair.RefreshToken, OAuthIssuer.Secret, style);
        var revoked = await issuer.Client.RevokeTokenAsync(new TokenRevocationRequest
        {
            Address = issuer.Issuer() + "/revoke",
            ClientId = "app",
            Token = pair.RefreshToken,
            TokenTypeHint = "refresh_token",
            ClientCredentialStyle = style,
        });
        var after = await IntrospectAsync(issuer, pair.AccessToken, OAuthIssuer.Secret, style);
        var others = await IntrospectAsync(issuer, other.AccessToken, OAuthIssuer.Secret, style);

        before.IsActive.Should().BeTrue("{0}", before.Raw);
        before.Claims.Where(static claim => claim.Type is "sub" or "scope" or "role").Select(static claim => claim.Value)
            .Should().BeEquivalentTo("alice", "read", "write", "EDITOR");
        (wrong.IsError, wrong.HttpStatusCode).Should().Be((true, HttpStatusCode.Unauthorized));
        refresh.IsActive.Should().BeFalse();
        revoked.IsError.Should().BeFalse("{0}", revoked.Raw);
        (after.IsError, after.IsActive).Should().Be((false, false));
        others.IsActive.Should().BeTrue();
    }

    private static async Task<DiscoveryDocumentResponse> DiscoverAsync(TestApp issuer, string path = "")
    {
        var found = await issuer.Client.GetDiscoveryDocumentAsync(issuer.Issuer() + path);
        found.IsError.Should().BeFalse("{0}", found.Error);
        return found;
    }

    private static Task<TokenResponse> RefreshAsync(TestApp issuer, string token, ClientCredentialStyle style, string? scope = null) =>
        issuer.Client.RequestRefreshTokenAsync(new RefreshTokenRequest
        {
            Address = issuer.Issuer() + "/refresh",
            ClientId = "app",
            RefreshToken = token,
            Scope = scope,
            ClientCredentialStyle = style,
        });

    private static Task<TokenIntrospectionResponse> IntrospectAsync(
        TestApp issuer, string token, string secret, ClientCredentialStyle style) =>
        issuer.Client.IntrospectTokenAsync(new TokenIntrospectionRequest
        {
            Address = issuer.Issuer() + "/introspect",
            ClientId = OAuthIssuer.Caller,
            ClientSecret = secret,
            Token = token,
            ClientCredentialStyle = style,
        });
}
