using System.Net;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>
/// Two services in front of one issuer: <c>JwtBearer</c>, which verifies by the published keys and learns of no revocation, and
/// <c>OpenIddict.Validation</c>, which introspects.
/// </summary>
[Category("Interop")]
public sealed class OpenIddictTests
{
    private static readonly (HttpStatusCode, string) Refused = (HttpStatusCode.Unauthorized, "");

    [TestCase("")]
    [TestCase("/tenant")]
    public async Task A_revoked_token_is_refused_where_it_is_introspected(string path)
    {
        await using var issuer = await OAuthIssuer.StartAsync(path);
        await using var verifying = await BearerService.StartAsync(issuer.Issuer() + path);
        await using var introspecting = await IntrospectingService.StartAsync(issuer.Issuer() + path, OAuthIssuer.Secret);
        var (alice, bob) = (issuer.SignIn(), issuer.SignIn("bob"));
        var before = (await verifying.RequestAsync(alice.AccessToken), await introspecting.RequestAsync(alice.AccessToken));

        (await issuer.PostFormAsync(path + "/revoke", ("token", alice.RefreshToken))).Should().BeOk("");
        var after = (await verifying.RequestAsync(alice.AccessToken), await introspecting.RequestAsync(alice.AccessToken));

        before.Should().Be(((HttpStatusCode.OK, "alice"), (HttpStatusCode.OK, "alice EDITOR")));
        after.Should().Be(((HttpStatusCode.OK, "alice"), Refused));
        (await introspecting.RequestAsync(bob.AccessToken)).Should().Be((HttpStatusCode.OK, "bob EDITOR"));
    }

    [Test]
    public async Task Refresh_tokens_expired_tokens_and_nonsense_are_refused()
    {
        await using var issuer = await OAuthIssuer.StartAsync();
        await using var service = await IntrospectingService.StartAsync(issuer.Issuer(), OAuthIssuer.Secret);
        var pair = issuer.SignIn();
        var expiring = issuer.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromSeconds(30) });

        (await service.RequestAsync(expiring)).Status.Should().Be(HttpStatusCode.OK);
        issuer.Time.Advance(TimeSpan.FromSeconds(31));

        foreach (var token in new[] { expiring, pair.RefreshToken, "nonsense", pair.AccessToken + "x" })
            (await service.RequestAsync(token)).Should().Be(Refused);
        (await service.RequestAsync(pair.AccessToken)).Status.Should().Be(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_token_for_the_service_alone_is_accepted_there()
    {
        await using var issuer = await OAuthIssuer.StartAsync();
        // The id of the caller is the audience of its tokens.
        await using var service = await IntrospectingService.StartAsync(issuer.Issuer(), OAuthIssuer.Secret, OAuthIssuer.Caller);
        string IssueFor(string audience) => issuer.Jwt.CreateAccessToken(
            "alice", new TokenDescriptor { AllowForeignAudience = true, Audience = [audience], Role = "EDITOR" });

        (await service.RequestAsync(IssueFor(OAuthIssuer.Caller))).Should().Be((HttpStatusCode.OK, "alice EDITOR"));
        (await service.RequestAsync(IssueFor("invoices"))).Should().Be(Refused);
    }

    [Test]
    public async Task A_service_with_a_wrong_secret_accepts_nothing()
    {
        await using var issuer = await OAuthIssuer.StartAsync();
        await using var service = await IntrospectingService.StartAsync(issuer.Issuer(), OAuthIssuer.Secret + "!");
        await using var right = await IntrospectingService.StartAsync(issuer.Issuer(), OAuthIssuer.Secret);
        var token = issuer.SignIn().AccessToken;

        (await service.RequestAsync(token)).Status.Should().NotBe(HttpStatusCode.OK);
        (await right.RequestAsync(token)).Status.Should().Be(HttpStatusCode.OK);
    }
}
