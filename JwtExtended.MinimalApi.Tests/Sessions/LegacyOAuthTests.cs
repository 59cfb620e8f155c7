using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Sessions;

/// <summary>Tokens of other issuers at the endpoints for OAuth clients.</summary>
public sealed class LegacyOAuthTests
{
    private const string Secret = IntrospectionEndpointTests.Secret;

    [Test]
    public async Task A_legacy_refresh_token_is_exchanged_by_a_form_with_fewer_scopes()
    {
        await using var app = await StartAsync();
        var legacy = LegacyForge.FlaskRefresh(more: ",\"scope\":\"read write\"");

        using var wider = await app.RefreshByFormAsync(legacy, "admin");
        using var response = await app.RefreshByFormAsync(legacy, "read");

        wider.BeOAuthError("invalid_scope");
        var json = await response.ReadJsonAsync();
        json.GetProperty("scope").GetString().Should().Be("read");
        app.ReadToken(json.GetProperty("access_token").GetString()!).Scopes.Should().Equal("read");
        app.ReadToken(json.GetProperty("refresh_token").GetString()!, TokenType.Refresh).Scopes.Should().Equal("read", "write");
    }

    [Test]
    public async Task A_legacy_token_is_revoked_and_introspected_as_any_other()
    {
        await using var app = await StartAsync();
        var (access, other) = (LegacyForge.Flask(), LegacyForge.Flask(sub: "\"bob\""));

        (await IntrospectAsync(app, access)).Should().Contain("\"active\":true");
        (await app.PostFormAsync("/revoke", ("token", access))).Should().BeOk("");

        (await app.GetAsync("/me", access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await IntrospectAsync(app, access)).Should().Be("""{"active":false}""");
        (await app.GetAsync("/me", other)).Should().BeOk("bob");
    }

    [Test]
    public async Task A_legacy_token_that_is_not_valid_yet_is_revoked_too()
    {
        await using var app = await StartAsync();
        var (text, other) = (Later("alice"), Later("bob"));

        (await app.PostFormAsync("/revoke", ("token", text))).Should().BeOk("");

        (await IntrospectAsync(app, other)).Should().Be("""{"active":false}""");
        (await app.GetAsync("/me", other)).Should().BeRefused(JwtErrorCode.TokenInvalid);
        app.Time.Advance(TimeSpan.FromMinutes(6));
        (await app.GetAsync("/me", text)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", other)).Should().BeOk("bob");

        static string Later(string sub) => LegacyForge.Sign(
            LegacyForge.Header,
            $$"""{"sub":"{{sub}}","type":"access","iat":{{TokenForge.Now}},"nbf":{{TokenForge.Now + 300}}"""
            + $$""","exp":{{TokenForge.Now + 900}}}""");
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_legacy_refresh_token_that_is_revoked_ends_its_session_exchanged_or_not(bool isExchanged)
    {
        await using var app = await StartAsync();
        var legacy = LegacyForge.FlaskRefresh();
        var (access, refresh) = isExchanged ? await app.RefreshedByFormAsync(legacy) : ("", "");

        (await app.PostFormAsync("/revoke", ("token", legacy))).Should().BeOk("");

        (await app.RefreshByFormAsync(legacy)).BeOAuthError("invalid_grant");
        if (isExchanged)
        {
            (await app.GetAsync("/me", access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
            (await app.RefreshByFormAsync(refresh)).BeOAuthError("invalid_grant");
        }

        (await app.RefreshByFormAsync(LegacyForge.FlaskRefresh("bob"))).Should().BeOk();
    }

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(
        static routes =>
        {
            routes.MapJwtRefresh();
            routes.MapJwtRevocation();
            routes.MapJwtIntrospection();
            routes.MapGet("/me", static (Token token) => token.Identity).RequireJwt();
        },
        static cfg =>
        {
            cfg.AcceptFlask();
            cfg.Introspection.AddCaller("orders", Secret);
        });

    private static async Task<string> IntrospectAsync(TestApp app, string token)
    {
        using var response = await app.PostFormAsync("/introspect", [FormClient.Basic("orders", Secret)], [("token", token)]);
        return await response.Content.ReadAsStringAsync();
    }
}
