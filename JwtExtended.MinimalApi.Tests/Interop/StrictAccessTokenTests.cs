using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>Access tokens have what RFC 9068, 2.2 requires, as the npm packages <c>oauth4webapi</c> and <c>jose</c> check it.</summary>
[NonParallelizable]
[Category("Interop")]
public sealed class StrictAccessTokenTests
{
    [Test]
    public async Task Strict_validators_accept_access_tokens_and_refuse_those_without_a_client()
    {
        await using var issuer = await StartAsync();
        await using var silent = await StartAsync(cfg => cfg.ClientId = "");
        await using var refreshed = await StartAsync();
        var login = refreshed.Jwt.CreateTokenPair("alice", new TokenDescriptor { ClientId = "mobile" });
        var renewed = (await refreshed.Jwt.RefreshAsync(login.RefreshToken)).Pair!;

        var found = await NodeScript.RunAsync<Case, Found>("accesstoken.js",
        [
            new(issuer.Issuer(), IssuerApp.Audience, issuer.Jwt.CreateAccessToken("alice")),
            new(issuer.Issuer(), IssuerApp.Audience, issuer.Jwt.CreateAccessToken("alice", new TokenDescriptor { ClientId = "web app" })),
            new(refreshed.Issuer(), IssuerApp.Audience, renewed.AccessToken),
            new(silent.Issuer(), IssuerApp.Audience, silent.Jwt.CreateAccessToken("alice")),
        ]);

        found[..3].Should().Equal(new Found("TestApp", "TestApp"), new Found("web app", "web app"), new Found("mobile", "mobile"));
        found[3].Should().Be(new Found("JWT \"client_id\" (client id) claim missing", "missing required \"client_id\" claim"));
    }

    // These validators have the clock of the machine.
    private static Task<TestApp> StartAsync(Action<JwtOptions>? configure = null) =>
        IssuerApp.StartAsync([JwtKey.Generate(JwtAlgorithm.ES256)], TimeProvider.System.GetUtcNow(), configure: configure);

    internal sealed record Case(string Issuer, string Audience, string Token);

    internal sealed record Found(string Oauth4webapi, string Jose);
}
