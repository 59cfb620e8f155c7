using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Security;

/// <summary>
/// A form is a simple request: a page of any site can send one, with the cookies of whoever looks at it, and no preflight asks the server.
/// </summary>
public sealed class CrossSiteFormTests
{
    private const string Evil = "https://evil.example";

    // What a browser reports, or an old one, or a client that forwards what it is told.
    private static readonly string[][] Origins =
    [
        ["Sec-Fetch-Site: cross-site", "Origin: " + Evil], ["Sec-Fetch-Site: same-site"], ["Origin: " + Evil], ["Origin: null"], [],
        ["Sec-Fetch-Site: same-origin"], ["Sec-Fetch-Site: none"],
    ];

    private static IEnumerable<TestCaseData> Attacks =>
        from mode in Enum.GetValues<CsrfMode>()
        from origin in Origins
        select new TestCaseData(mode, origin);

    [TestCaseSource(nameof(Attacks))]
    public async Task A_form_with_the_attackers_token_plants_no_cookie(CsrfMode mode, string[] origin)
    {
        await using var app = await StartAsync(mode);
        var (victim, attacker) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("mallory"));

        using var response = await app.PostFormAsync(
            "/refresh", [.. Headers(origin), Cookies(victim)], [("grant_type", "refresh_token"), ("refresh_token", attacker.RefreshToken)]);

        response.Should().BeOk();
        response.SetCookies().Should().BeEmpty();
        var (_, refresh) = await SessionClient.ReadPairAsync(response);
        app.ReadToken(refresh, TokenType.Refresh).Identity.Should().Be("mallory");
        await ExpectUntouchedAsync(app, victim);
    }

    [TestCaseSource(nameof(Attacks))]
    public async Task A_form_without_a_token_neither_renews_nor_clears_the_cookies(CsrfMode mode, string[] origin)
    {
        await using var app = await StartAsync(mode);
        var victim = app.Jwt.CreateTokenPair("alice");

        foreach (var form in new (string, string)[][]
        {
            [("grant_type", "refresh_token")], [("grant_type", "refresh_token"), ("refresh_token", "")], [("refresh_token", "")],
            [("grant_type", "refresh_token"), ("refresh_token", "x")], [("grant_type", "refresh_token"), ("refresh_token", "a.b.c")],
        })
        {
            using var response = await app.PostFormAsync("/refresh", [.. Headers(origin), Cookies(victim)], form);
            ((int)response.StatusCode).Should().Be(400);
            response.SetCookies().Should().BeEmpty();
        }

        await ExpectUntouchedAsync(app, victim);
    }

    [TestCaseSource(nameof(Attacks))]
    public async Task A_form_with_a_dead_token_clears_nothing_although_the_cookie_is_the_same(CsrfMode mode, string[] origin)
    {
        await using var app = await StartAsync(mode);
        var victim = app.Jwt.CreateTokenPair("alice");
        await app.Jwt.RevokeAllAsync("alice");

        using var response = await app.PostFormAsync(
            "/refresh", [.. Headers(origin), Cookies(victim)], [("grant_type", "refresh_token"), ("refresh_token", victim.RefreshToken)]);

        response.BeOAuthError("invalid_grant");
    }

    [TestCaseSource(nameof(Attacks))]
    public async Task Revocation_and_introspection_leave_the_cookies_alone(CsrfMode mode, string[] origin)
    {
        await using var app = await StartAsync(mode);
        var (victim, attacker) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("mallory"));
        (string, string)[] headers = [.. Headers(origin), Cookies(victim)];

        using var revoked = await app.PostFormAsync("/revoke", headers, [("token", attacker.RefreshToken)]);
        using var nothing = await app.PostFormAsync("/revoke", headers, [("token_type_hint", "refresh_token")]);
        using var introspected = await app.PostFormAsync("/introspect", headers, [("token", attacker.AccessToken)]);

        revoked.Should().BeOk("");
        nothing.BeOAuthError("invalid_request");
        introspected.BeOAuthError("invalid_client", 401);
        new[] { revoked, nothing, introspected }.Should().AllSatisfy(static response => response.SetCookies().Should().BeEmpty());
        await ExpectUntouchedAsync(app, victim);
    }

    [Test]
    public async Task A_form_that_asks_for_no_tokens_goes_the_way_of_cookies_with_their_protection()
    {
        await using var app = await StartAsync(CsrfMode.Automatic);
        var victim = app.Jwt.CreateTokenPair("alice");

        using var crossSite = await app.PostFormAsync(
            "/refresh", [.. Headers(Origins[0]), Cookies(victim)], [("client_id", "x"), ("scope", "y"), ("token", victim.RefreshToken)]);
        using var own = await app.PostFormAsync(
            "/refresh", [("Sec-Fetch-Site", "same-origin"), Cookies(victim)], [("name", "value")]);

        crossSite.Should().BeRefused(JwtErrorCode.CsrfMismatch);
        own.Should().BeOk();
        own.SetCookies().Should().HaveCount(2);
    }

    private static Task<TestApp> StartAsync(CsrfMode mode) => TestApp.StartAsync(
        static routes =>
        {
            routes.MapJwtRefresh();
            routes.MapJwtRevocation();
            routes.MapJwtIntrospection();
            routes.MapGet("/me", static (Token token) => token.Identity).RequireJwt();
        },
        cfg =>
        {
            cfg.Locations.Add(TokenLocation.Cookie);
            cfg.Locations.Add(TokenLocation.Header);
            cfg.Csrf.Mode = mode;
            cfg.Introspection.AddCaller("orders", TestKeys.SecretText('o', 40));
        });

    private static IEnumerable<(string Name, string Value)> Headers(string[] lines) =>
        lines.Select(static line => line.Split(": ", 2)).Select(static parts => (parts[0], parts[1]));

    private static (string Name, string Value) Cookies(TokenPair pair) =>
        ("Cookie", $"{BrowserClient.Access(pair.AccessToken)}; {BrowserClient.Refresh(pair.RefreshToken)}");

    // The session goes on where it was: its refresh token was not exchanged.
    private static async Task ExpectUntouchedAsync(TestApp app, TokenPair victim)
    {
        (await app.GetWithHeaderAsync("/me", Cookies(victim))).Should().BeOk("alice");
        var read = await app.Jwt.ReadAsync(victim.RefreshToken, TokenType.Refresh);
        read.Error.Should().BeNull("it is the current one");
    }
}
