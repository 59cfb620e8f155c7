using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Tests.Sessions;

/// <summary>The endpoint of <c>MapJwtIntrospection</c> (RFC 7662).</summary>
public sealed class IntrospectionEndpointTests
{
    public const string Secret = "kV7q %T4+wzJ9:vKe2Lr8sYbQnM3xPdaB1c";

    private const string Inactive = """{"active":false}""";

    [Test]
    public async Task An_access_token_is_told_with_its_claims_and_without_its_secrets()
    {
        await using var app = await StartAsync(static cfg =>
        {
            cfg.Locations.Add(TokenLocation.Cookie);
            cfg.RoleClaim = "roles";
        });
        var pair = app.Jwt.CreateTokenPair("alice", new TokenDescriptor
        {
            Roles = ["EDITOR", "READER"],
            Scopes = ["read", "write"],
            AuthTime = TestApp.Start,
            Claims = new JsonObject { ["tenant"] = "acme", ["active"] = false, ["token_type"] = "mac" },
            ClientId = "web",
        });

        using var response = await AskAsync(app, pair.AccessToken);

        response.ForbidCaching();
        var json = await response.ReadJsonAsync();
        var token = app.ReadToken(pair.AccessToken);
        json.EnumerateObject().Select(static claim => claim.Name).Should().OnlyHaveUniqueItems().And.BeEquivalentTo(
            "active", "token_type", "iss", "aud", "sub", "exp", "iat", "jti", "sid", "scope", "roles", "auth_time", "tenant", "client_id");
        json.GetProperty("active").GetBoolean().Should().BeTrue();
        json.GetProperty("token_type").GetString().Should().Be("Bearer");
        json.GetProperty("scope").GetString().Should().Be("read write");
        json.GetProperty("exp").GetInt64().Should().Be(token.Exp!.Value.ToUnixTimeSeconds());
        json.GetProperty("sid").GetString().Should().Be(token.SessionId);
        json.GetProperty("roles").EnumerateArray().Select(static role => role.GetString()).Should().Equal("EDITOR", "READER");
        token.Csrf.Should().NotBeNull("it is what must not be told");
    }

    [Test]
    public async Task Nothing_is_told_of_a_token_that_is_not_active()
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");
        var expiring = app.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromSeconds(1) });
        var later = app.Jwt.CreateAccessToken("alice", new TokenDescriptor { NotBefore = TestApp.Start.AddMinutes(5) });
        var foreign = app.Jwt.CreateAccessToken("alice", new TokenDescriptor { AllowForeignAudience = true, Audience = ["invoices"] });
        using var issued = await app.SendAsync(HttpMethod.Post, "/ticket?path=/feed", pair.AccessToken);
        var ticket = (await issued.ReadJsonAsync()).GetProperty("ticket").GetString()!;
        app.Time.Advance(TimeSpan.FromSeconds(2));

        foreach (var token in new[] { "x", "a.b.c", expiring, later, foreign, ticket, pair.AccessToken[..^4] + "AAAA", pair.RefreshToken })
            (await TellAsync(app, token)).Should().Be(Inactive, token);

        (await TellAsync(app, pair.AccessToken)).Should().Contain("\"active\":true");
    }

    [Test]
    public async Task Every_revocation_is_seen_at_once()
    {
        await using var app = await StartAsync(static cfg => cfg.Revocation.CacheLookups(TimeSpan.FromMinutes(1)));
        var tokens = new[] { "alice", "bob", "carol", "dave" }.ToDictionary(static name => name, name => app.Jwt.CreateTokenPair(name));
        foreach (var pair in tokens.Values)
        {
            (await app.GetAsync("/me", pair.AccessToken)).Should().BeOk();
            (await TellAsync(app, pair.AccessToken)).Should().Contain("\"active\":true");
        }

        await app.Jwt.RevokeAsync(app.ReadToken(tokens["alice"].AccessToken));
        (await app.PostFormAsync("/revoke", ("token", tokens["bob"].RefreshToken))).Should().BeOk("");
        await app.Jwt.RevokeAllAsync("carol");

        foreach (var name in new[] { "alice", "bob", "carol" })
            (await TellAsync(app, tokens[name].AccessToken)).Should().Be(Inactive, name);
        (await TellAsync(app, tokens["dave"].AccessToken)).Should().Contain("\"active\":true");
        await app.Jwt.RevokeEverythingAsync();
        (await TellAsync(app, tokens["dave"].AccessToken)).Should().Be(Inactive);
    }

    [Test]
    public async Task A_token_for_the_caller_is_active_for_it_and_for_nobody_else()
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken(
            "alice", new TokenDescriptor { AllowForeignAudience = true, Audience = ["orders", "shipping"] });

        (await TellAsync(app, token)).Should().Contain("\"active\":true");
        using var other = await app.PostFormAsync("/introspect", [FormClient.Basic("invoices", Secret + "!")], [("token", token)]);
        other.Should().BeOk(Inactive);
        (await app.GetAsync("/me", token)).Should().BeRefused(JwtErrorCode.TokenInvalid);
    }

    [Test]
    public async Task A_refresh_token_is_told_only_where_that_is_allowed_and_asked_for()
    {
        await using var app = await StartAsync(static cfg => cfg.Introspection.AllowRefreshTokens = true);
        var pair = app.Jwt.CreateTokenPair("alice", new TokenDescriptor { Scopes = ["read"] });

        using var asked = await AskAsync(app, pair.RefreshToken, ("token_type_hint", "refresh_token"));
        (await TellAsync(app, pair.RefreshToken)).Should().Be(Inactive);
        (await TellAsync(app, pair.RefreshToken, ("token_type_hint", "access_token"))).Should().Be(Inactive);
        (await TellAsync(app, pair.AccessToken, ("token_type_hint", "refresh_token"))).Should().Contain("Bearer", "a hint is no more");

        var json = await asked.ReadJsonAsync();
        json.EnumerateObject().Select(static claim => claim.Name).Should().BeEquivalentTo(
            "active", "iss", "aud", "sub", "client_id", "exp", "iat", "jti", "sid", "scope", "auth_time");
        await app.RefreshedByFormAsync(pair.RefreshToken);
        (await TellAsync(app, pair.RefreshToken, ("token_type_hint", "refresh_token"))).Should().Be(Inactive, "it was exchanged");
    }

    [Test]
    public async Task A_store_that_does_not_respond_is_never_an_active_token()
    {
        HookedStore store = null!;
        await using var app = await StartAsync(cfg =>
        {
            cfg.Revocation.UseStore(
                services => store = new HookedStore(new MemoryJwtStore(services.GetRequiredService<TimeProvider>())));
            cfg.Revocation.OnStoreFailure = StoreFailureMode.AcceptUntilExpiry;
        });
        var token = app.Jwt.CreateAccessToken("alice");
        store.Before = static _ => throw new InvalidOperationException("The store is down.");

        using var unavailable = await AskAsync(app, token);
        using var unknown = await AskAsync(app, "x");

        unavailable.BeOAuthError("temporarily_unavailable", 503);
        unavailable.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
        unknown.Should().BeOk(Inactive);
        (await app.GetAsync("/me", token)).Should().BeOk();
    }

    [TestCase("orders", Secret)]
    [TestCase("orders", "kV7q+%25T4%2BwzJ9%3AvKe2Lr8sYbQnM3xPdaB1c")]
    [TestCase("a%3Ab%0D", Secret, false)]
    [TestCase("orders", "", false)]
    [TestCase("", Secret, false)]
    [TestCase("orders", Secret + " ", false)]
    [TestCase("Orders", Secret, false)]
    [TestCase("unknown", Secret, false)]
    [TestCase("orders\r\nX: y", Secret, false)]
    [TestCase("orders\0", Secret, false)]
    public async Task A_caller_authenticates_by_Basic(string id, string secret, bool isAccepted = true)
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken("alice");

        using var response = await app.PostFormAsync("/introspect", [FormClient.Basic(id, secret)], [("token", token)]);

        if (isAccepted)
            (await response.ReadJsonAsync()).GetProperty("active").GetBoolean().Should().BeTrue();
        else
            response.BeOAuthError("invalid_client", 401);
    }

    [Test]
    public async Task A_caller_authenticates_in_the_form_or_by_Basic_and_not_by_both()
    {
        await using var app = await StartAsync();
        (string, string)[] form = [("token", app.Jwt.CreateAccessToken("alice"))];
        (string, string)[] credential = [("client_id", "orders"), ("client_secret", Secret)];
        var basic = FormClient.Basic("orders", Secret);

        (await app.PostFormAsync("/introspect", [.. form, .. credential])).Should().BeOk();
        (await app.PostFormAsync("/introspect", [basic], [.. form, ("client_id", "orders")])).Should().BeOk();
        (await app.PostFormAsync("/introspect", [basic], [.. form, .. credential])).BeOAuthError("invalid_request");
        (await app.PostFormAsync("/introspect", [basic], [.. form, ("client_id", "invoices")])).BeOAuthError("invalid_request");
        (await app.PostFormAsync("/introspect", form)).BeOAuthError("invalid_client", 401);
        (await app.PostFormAsync("/introspect", [.. form, ("client_id", "orders")])).BeOAuthError("invalid_client", 401);
        (await app.PostFormAsync("/introspect", [.. form, ("client_id", "orders"), ("client_secret", Secret + "!")]))
            .BeOAuthError("invalid_client", 401);
        foreach (var header in new[] { "Bearer x", "Basic", "Basic ", "Basic !", "Basic b3JkZXJz", "Negotiate x", "Basicx", "" })
        {
            using var response = await app.PostFormAsync("/introspect", [("Authorization", header)], form);
            response.BeOAuthError("invalid_client", 401, header);
        }
    }

    [Test]
    public async Task Who_may_not_ask_learns_nothing_of_the_form_and_causes_no_look_up()
    {
        HookedStore store = null!;
        await using var app = await StartAsync(cfg => cfg.Revocation.UseStore(
            services => store = new HookedStore(new MemoryJwtStore(services.GetRequiredService<TimeProvider>()))));
        store.Before = static name => throw new InvalidOperationException(name);

        using var withoutToken = await app.PostFormAsync("/introspect", [FormClient.Basic("orders", "wrong")], []);
        using var withToken = await app.PostFormAsync(
            "/introspect", [FormClient.Basic("orders", "wrong")], [("token", app.Jwt.CreateAccessToken("alice"))]);

        withoutToken.BeOAuthError("invalid_client", 401);
        (await withToken.Content.ReadAsStringAsync()).Should().Be(await withoutToken.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task Wrong_secrets_are_counted_and_logged_without_them_and_without_filling_the_log()
    {
        await using var app = await StartAsync();
        var meters = app.App.Services.GetRequiredService<IMeterFactory>();
        using var failures = new MetricCollector<long>(meters, JwtMetrics.MeterName, "jwt_extended.client_failures");
        using var results = new MetricCollector<long>(meters, JwtMetrics.MeterName, "jwt_extended.introspections");

        for (var i = 0; i < 20; i++)
            await app.PostFormAsync("/introspect", [FormClient.Basic("swapped-secret", "wrong-secret")], [("token", "x")]);
        app.Time.Advance(TimeSpan.FromSeconds(11));
        await app.PostFormAsync("/introspect", [FormClient.Basic("swapped-secret", "wrong-secret")], [("token", "x")]);
        await TellAsync(app, "x");

        var warnings = app.Failures().ToArray();
        warnings.Should().Equal(
            "The secrets of clients were wrong in 1 requests, the last one to '/introspect', as when somebody guesses them",
            "The secrets of clients were wrong in 20 requests, the last one to '/introspect', as when somebody guesses them");
        app.Logs.GetSnapshot().Should().NotContain(static log => log.Message.Contains("-secret"));
        failures.GetMeasurementSnapshot().EvaluateAsCounter().Should().Be(21);
        results.GetMeasurementSnapshot().Should().ContainSingle()
            .Which.Tags.Should().Contain("jwt_extended.introspection.result", "inactive");
    }

    [Test]
    public async Task Callers_come_from_the_configuration_as_well()
    {
        await using var app = await TestApp.StartAsync(
            static routes => routes.MapJwtIntrospection(),
            build: static builder => builder.Configuration["jwt:introspection:callers:orders"] = Secret);

        using var response = await AskAsync(app, app.Jwt.CreateAccessToken("alice"));

        (await response.ReadJsonAsync()).GetProperty("active").GetBoolean().Should().BeTrue();
    }

    [Test]
    public async Task Without_a_caller_the_start_stops_with_a_cure_that_works()
    {
        var start = () => TestApp.StartAsync(static routes => routes.MapJwtIntrospection());

        (await start.Should().ThrowAsync<InvalidOperationException>())
            .WithMessage("*'POST /introspect'*cfg.Introspection.AddCaller(id, secret)*Jwt:Introspection:Callers:<id>*");
        await using var cured = await StartAsync();
    }

    [TestCase("orders", "short", "*caller 'orders' is 5 bytes long; HS256 needs at least 32*")]
    [TestCase("orders", "base64:c2hvcnQ=", "*caller 'orders' is 5 bytes long*")]
    [TestCase("orders", "a secret with an \u00e9 that is long enough otherwise", "*caller 'orders' has other characters*")]
    [TestCase("orders", "kV7qT4wzJ9\nvKe2Lr8sYbQnM3xPdaB1c", "*caller 'orders' has other characters*")]
    [TestCase("caf\u00e9", Secret, "*caller with the id 'caf\u00e9'*")]
    public async Task A_weak_or_unsendable_credential_stops_the_start(string id, string secret, string message)
    {
        var code = () => new TestService(cfg => cfg.Introspection.AddCaller(id, secret));
        var configuration = () => new TestService(build: builder => builder.Configuration["Jwt:Introspection:Callers:" + id] = secret);
        var twice = () => new TestService(static cfg =>
        {
            cfg.Introspection.AddCaller("orders", Secret);
            cfg.Introspection.AddCaller("orders", Secret);
        });

        foreach (var start in new[] { code, configuration })
            start.Should().Throw<OptionsValidationException>().WithMessage(message).And.Message.Should().NotContain(secret);
        twice.Should().Throw<OptionsValidationException>().WithMessage("*the caller 'orders' twice*");
        await using var accepted = new TestService(static cfg => cfg.Introspection.AddCaller("orders", Secret));
    }

    [Test]
    public async Task Callers_cannot_be_added_after_the_start()
    {
        JwtOptions options = null!;
        await using var service = new TestService(cfg => options = cfg);

        var add = () => options.Introspection.AddCaller("late", Secret);

        add.Should().Throw<InvalidOperationException>().WithMessage("*configuration is closed*");
    }

    [Test]
    public async Task Both_endpoints_are_listed_with_what_they_take()
    {
        await using var app = await StartAsync();

        var listed = app.App.GetJwtEndpoints().ToDictionary(
            static item => ((RouteEndpoint)item.Endpoint).RoutePattern.RawText!, static item => item.Metadata);

        listed["/introspect"]!.RequiresClientSecret.Should().BeTrue();
        listed["/introspect"]!.Locations.Should().Equal(TokenLocation.Form);
        listed["/revoke"]!.RequiresClientSecret.Should().BeFalse();
        listed["/revoke"]!.TokenTypes.Should().Equal(TokenType.Access, TokenType.Refresh);
        listed["/refresh"]!.Locations.Should().Equal(TokenLocation.Header, TokenLocation.Form);
    }

    [Test]
    public async Task A_fallback_policy_leaves_the_endpoints_alone()
    {
        await using var app = await StartAsync(build: static builder =>
        {
            builder.Services.AddJwtExtended();
            builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(
                new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        });
        var pair = app.Jwt.CreateTokenPair("alice");

        (await app.RefreshByFormAsync(pair.RefreshToken)).Should().BeOk();
        (await TellAsync(app, pair.AccessToken)).Should().Contain("\"active\":true");
        (await app.PostFormAsync("/revoke", ("token", pair.AccessToken))).Should().BeOk("");
    }

    private static Task<TestApp> StartAsync(Action<JwtOptions>? configure = null, Action<WebApplicationBuilder>? build = null) =>
        TestApp.StartAsync(
            static routes =>
            {
                routes.MapJwtRefresh();
                routes.MapJwtRevocation();
                routes.MapJwtIntrospection();
                routes.MapJwtTicket();
                routes.MapGet("/me", static (Token token) => token.Identity).RequireJwt();
            },
            cfg =>
            {
                cfg.Introspection.AddCaller("orders", Secret);
                cfg.Introspection.AddCaller("invoices", Secret + "!");
                configure?.Invoke(cfg);
            },
            build);

    private static Task<HttpResponseMessage> AskAsync(TestApp app, string token, params (string Name, string Value)[] more) =>
        app.PostFormAsync("/introspect", [FormClient.Basic("orders", Secret)], [("token", token), .. more]);

    private static async Task<string> TellAsync(TestApp app, string token, params (string Name, string Value)[] more)
    {
        using var response = await AskAsync(app, token, more);
        response.Should().BeOk();
        return await response.Content.ReadAsStringAsync();
    }
}
