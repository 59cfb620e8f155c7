using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Sessions;

/// <summary>The endpoint of <c>MapJwtRevocation</c> (RFC 7009).</summary>
public sealed class RevocationEndpointTests
{
    [Test]
    public async Task A_refresh_token_ends_its_session_and_no_other()
    {
        await using var app = await StartAsync();
        var (pair, other) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("alice"));
        var (access, refresh) = await app.RefreshedByFormAsync(pair.RefreshToken);

        using var response = await app.PostFormAsync("/revoke", ("token", refresh), ("token_type_hint", "refresh_token"));

        response.Should().BeOk("");
        response.ForbidCaching();
        foreach (var token in new[] { access, pair.AccessToken })
            (await app.GetAsync("/me", token)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshByFormAsync(refresh)).BeOAuthError("invalid_grant");
        (await app.GetAsync("/me", other.AccessToken)).Should().BeOk();
        (await app.RefreshByFormAsync(other.RefreshToken)).Should().BeOk();
    }

    [Test]
    public async Task A_refresh_token_that_was_exchanged_ends_the_session_as_well()
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");
        var (access, refresh) = await app.RefreshedByFormAsync(pair.RefreshToken);

        (await app.PostFormAsync("/revoke", ("token", pair.RefreshToken))).Should().BeOk("");

        (await app.GetAsync("/me", access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshByFormAsync(refresh)).BeOAuthError("invalid_grant");
    }

    [Test]
    public async Task An_access_token_is_revoked_by_itself_and_its_session_goes_on()
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");

        (await app.PostFormAsync("/revoke", ("token", pair.AccessToken), ("token_type_hint", "refresh_token"))).Should().BeOk("");

        (await app.GetAsync("/me", pair.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        var (access, _) = await app.RefreshedByFormAsync(pair.RefreshToken);
        (await app.GetAsync("/me", access)).Should().BeOk();
    }

    [Test]
    public async Task A_token_for_another_service_and_one_that_is_not_valid_yet_are_revoked_too()
    {
        await using var app = await StartAsync();
        var descriptor = new TokenDescriptor { AllowForeignAudience = true, Audience = ["orders"] };
        var foreign = app.Jwt.CreateAccessToken("alice", descriptor);
        var later = app.Jwt.CreateAccessToken("alice", new TokenDescriptor { NotBefore = TestApp.Start.AddMinutes(5) });

        (await app.PostFormAsync("/revoke", ("token", foreign))).Should().BeOk("");
        (await app.PostFormAsync("/revoke", ("token", later))).Should().BeOk("");

        (await IntrospectAsync(app, foreign)).Should().Be("""{"active":false}""");
        app.Time.Advance(TimeSpan.FromMinutes(6));
        (await app.GetAsync("/me", later)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await IntrospectAsync(app, app.Jwt.CreateAccessToken("alice", descriptor))).Should().Contain("\"active\":true");
    }

    [Test]
    public async Task Whatever_else_is_sent_as_a_token_gets_the_same_response_and_costs_the_store_nothing()
    {
        HookedStore store = null!;
        await using var app = await StartAsync(cfg => cfg.Revocation.UseStore(
            services => store = new HookedStore(new MemoryJwtStore(services.GetRequiredService<TimeProvider>()))));
        var expired = app.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromSeconds(1) });
        app.Time.Advance(TimeSpan.FromMinutes(1));
        await using var stranger = await TestApp.StartAsync(
            static _ => { }, build: static builder => builder.Configuration["Jwt:SecretKey"] = TestKeys.SecretText('k', 64));
        var valid = app.Jwt.CreateAccessToken("alice");
        var calls = new List<string>();
        store.Before = name =>
        {
            calls.Add(name);
            return Task.CompletedTask;
        };

        foreach (var token in new[]
        {
            "x", "a.b.c", new string('a', 20_000), expired, stranger.Jwt.CreateAccessToken("alice"),
            stranger.Jwt.CreateTokenPair("alice").RefreshToken,
            valid[..^1], valid + "x", "..", "eyJhbGciOiJub25lIn0.e30.", " ", "%",
        })
        {
            using var response = await app.PostFormAsync("/revoke", ("token", token));
            response.Should().BeOk("", token);
            response.ForbidCaching();
        }

        calls.Should().BeEmpty();
        (await app.PostFormAsync("/revoke", ("token", valid))).Should().BeOk("");
        calls.Should().Equal("revoke");
    }

    [TestCase("")]
    [TestCase("token=")]
    [TestCase("token_type_hint=access_token")]
    [TestCase("token={token}&token={token}")]
    [TestCase("token={token}&token_type_hint=a&token_type_hint=b")]
    [TestCase("token={token}%00")]
    [TestCase("token={token}&client_id=%")]
    public async Task A_request_that_is_not_as_RFC_7009_has_it_is_refused(string form)
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken("alice");

        using var refused = await app.PostTextAsync("/revoke", form.Replace("{token}", token));
        using var json = await app.PostTextAsync("/revoke", $$"""{"token":"{{token}}"}""", "application/json");
        using var none = await app.SendAsync(HttpMethod.Post, "/revoke");

        new[] { refused, json, none }.Should().AllSatisfy(static response => response.BeOAuthError("invalid_request"));
        (await app.GetAsync("/me", token)).Should().BeOk();
    }

    [Test]
    public async Task A_ticket_is_of_a_type_that_is_not_revoked_valid_or_not()
    {
        await using var app = await StartAsync();
        var access = app.Jwt.CreateAccessToken("alice");
        using var issued = await app.SendAsync(HttpMethod.Post, "/ticket?path=/feed", access);
        var ticket = (await issued.ReadJsonAsync()).GetProperty("ticket").GetString()!;

        (await app.PostFormAsync("/revoke", ("token", ticket))).BeOAuthError("unsupported_token_type");
        (await app.PostFormAsync("/revoke", ("token", ticket[..^4] + "AAAA"))).BeOAuthError("unsupported_token_type");
        (await app.PostFormAsync("/revoke", ("token", access))).Should().BeOk("");
    }

    [Test]
    public async Task What_the_store_does_not_confirm_is_not_revoked_and_the_client_is_told_to_try_again()
    {
        HookedStore store = null!;
        await using var app = await StartAsync(cfg => cfg.Revocation.UseStore(
            services => store = new HookedStore(new MemoryJwtStore(services.GetRequiredService<TimeProvider>()))));
        var pair = app.Jwt.CreateTokenPair("alice");
        store.Before = static _ => throw new InvalidOperationException("The store is down.");

        using var access = await app.PostFormAsync("/revoke", ("token", pair.AccessToken));
        using var refresh = await app.PostFormAsync("/revoke", ("token", pair.RefreshToken));
        store.Before = static _ => Task.CompletedTask;

        foreach (var response in new[] { access, refresh })
        {
            response.BeOAuthError("temporarily_unavailable", 503);
            response.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
        }

        (await app.GetAsync("/me", pair.AccessToken)).Should().BeOk();
        (await app.PostFormAsync("/revoke", ("token", pair.RefreshToken))).Should().BeOk("");
        (await app.GetAsync("/me", pair.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task A_secret_that_is_none_is_refused_and_a_public_client_is_not()
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");

        (await app.PostFormAsync("/revoke", [FormClient.Basic("app", "guess")], [("token", pair.RefreshToken)]))
            .BeOAuthError("invalid_client", 401);
        (await app.PostFormAsync("/revoke", ("token", pair.RefreshToken), ("client_id", "app"), ("client_secret", "guess")))
            .BeOAuthError("invalid_client", 401);
        (await app.PostFormAsync("/revoke", [("Authorization", "Bearer " + pair.AccessToken)], [("token", pair.RefreshToken)]))
            .BeOAuthError("invalid_request");
        (await app.GetAsync("/me", pair.AccessToken)).Should().BeOk();
        (await app.PostFormAsync("/revoke", [FormClient.Basic("app", "")], [("token", pair.RefreshToken)])).Should().BeOk("");
        (await app.GetAsync("/me", pair.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task A_group_that_requires_a_token_stops_the_start_with_a_cure_that_works()
    {
        var contradictory = () => TestApp.StartAsync(static routes => routes.MapGroup("/auth").RequireJwt().MapJwtRevocation());
        await using var cured = await TestApp.StartAsync(
            static routes => routes.MapGroup("/auth").RequireJwt().MapJwtRevocation().WithoutJwt());

        (await contradictory.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*Call WithoutJwt()*");
        (await cured.PostFormAsync("/auth/revoke", ("token", cured.Jwt.CreateAccessToken("alice")))).Should().BeOk("");
        (await cured.PostFormAsync("/auth/revoke")).BeOAuthError("invalid_request");
    }

    [Test]
    public async Task A_client_that_disconnects_has_revoked_its_token_all_the_same()
    {
        HookedStore store = null!;
        await using var app = await StartAsync(cfg => cfg.Revocation.UseStore(
            services => store = new HookedStore(new MemoryJwtStore(services.GetRequiredService<TimeProvider>()))));
        var token = app.Jwt.CreateAccessToken("alice");
        var (reached, go, done) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        store.Before = name =>
        {
            if (name != "revoke")
                return Task.CompletedTask;
            reached.SetResult();
            return go.Task;
        };
        store.After = name =>
        {
            if (name == "revoke")
                done.SetResult();
            return Task.CompletedTask;
        };

        using (var canceling = new CancellationTokenSource())
        {
            using var content = new FormUrlEncodedContent([KeyValuePair.Create("token", token)]);
            var request = app.Client.PostAsync("/revoke", content, canceling.Token);
            await reached.Task;
            await canceling.CancelAsync();
            await request.Awaiting(static running => running).Should().ThrowAsync<OperationCanceledException>();
        }

        go.SetResult();
        await done.Task;

        (await app.GetAsync("/me", token)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    private static Task<TestApp> StartAsync(Action<JwtOptions>? configure = null) => TestApp.StartAsync(
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
            cfg.Introspection.AddCaller("orders", IntrospectionEndpointTests.Secret);
            configure?.Invoke(cfg);
        });

    private static async Task<string> IntrospectAsync(TestApp app, string token)
    {
        using var response = await app.PostFormAsync(
            "/introspect", [FormClient.Basic("orders", IntrospectionEndpointTests.Secret)], [("token", token)]);
        return await response.Content.ReadAsStringAsync();
    }
}
