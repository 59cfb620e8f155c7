using System.Diagnostics.Metrics;
using System.Text.Json;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace JwtExtended.MinimalApi.Tests.Sessions;

/// <summary>A refresh token can be used once, and a second request within the window gets the same successor.</summary>
public sealed class RefreshRotationTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    [Test]
    public async Task A_refresh_returns_a_new_pair_of_the_same_session_that_must_not_be_stored()
    {
        await using var app = await SessionClient.StartAsync();
        var login = app.Jwt.CreateTokenPair(
            "alice",
            new TokenDescriptor { Roles = ["ADMIN"], Scopes = ["a", "b"], Fresh = true, PrivateClaims = new() { ["plan"] = "gold" } });
        var first = app.ReadToken(login.RefreshToken, TokenType.Refresh);
        app.Time.Advance(TimeSpan.FromMinutes(1));

        using var response = await app.RefreshAsync(login.RefreshToken);

        response.Should().BeOk();
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        body.RootElement.EnumerateObject().Select(member => member.Name)
            .Should().BeEquivalentTo("access_token", "token_type", "expires_in", "refresh_token");
        body.RootElement.GetProperty("token_type").GetString().Should().Be("Bearer");
        body.RootElement.GetProperty("expires_in").GetInt32().Should().Be(900);
        var access = app.ReadToken(body.RootElement.GetProperty("access_token").GetString()!);
        var refresh = app.ReadToken(body.RootElement.GetProperty("refresh_token").GetString()!, TokenType.Refresh);
        foreach (var token in new[] { access, refresh })
        {
            (token.Identity, token.SessionId, token.AuthTime).Should().Be(("alice", first.SessionId, first.AuthTime));
            token.Roles.Should().Equal("ADMIN");
            token.Scopes.Should().Equal("a", "b");
            token.GetString("plan").Should().Be("gold");
            token.Fresh.Should().BeFalse("freshness does not survive a refresh");
            token.ClaimSet.SessionStarted.Should().Be(first.ClaimSet.SessionStarted);
        }

        refresh.Jti.Should().NotBe(first.Jti);
        refresh.Iat.Should().Be(TestApp.Start.AddMinutes(1));
        (await app.GetAsync("/admin", access.RawJwt)).Should().BeOk("admin");
    }

    [Test]
    public async Task Within_the_window_the_same_successor_is_returned_and_after_it_the_session_ends()
    {
        var alarms = new List<string>();
        await using var app = await SessionClient.StartAsync(cfg => cfg.OnRefreshReused(reused =>
        {
            alarms.Add(reused.Token.Jti!);
            return ValueTask.CompletedTask;
        }));
        using var metric = new MetricCollector<long>(
            app.App.Services.GetRequiredService<IMeterFactory>(), JwtMetrics.MeterName, JwtMetrics.ReusesName);
        var login = app.Jwt.CreateTokenPair("alice");
        var (access, refresh) = await app.RefreshedAsync(login.RefreshToken);
        app.Time.Advance(Window - TimeSpan.FromMilliseconds(1));

        var (again, same) = await app.RefreshedAsync(login.RefreshToken);
        app.Time.Advance(TimeSpan.FromMilliseconds(1));
        using var late = await app.RefreshAsync(login.RefreshToken);
        using var later = await app.RefreshAsync(login.RefreshToken);

        same.Should().Be(refresh);
        again.Should().NotBe(access);
        late.Should().BeRefused(JwtErrorCode.RefreshReused);
        later.Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(refresh)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", login.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        alarms.Should().Equal(app.ReadToken(login.RefreshToken, TokenType.Refresh).Jti);
        metric.GetMeasurementSnapshot().Should().ContainSingle().Which.Value.Should().Be(1);
        app.Logs.GetSnapshot()
            .Should().ContainSingle(log => log.Id.Id == 24).Which.Level.Should().Be(Microsoft.Extensions.Logging.LogLevel.Warning);
    }

    [Test]
    public async Task A_successor_that_is_in_use_refuses_the_late_racer_and_nothing_else_happens()
    {
        await using var app = await SessionClient.StartAsync();
        var login = app.Jwt.CreateTokenPair("alice");
        var (_, second) = await app.RefreshedAsync(login.RefreshToken);
        var (access, third) = await app.RefreshedAsync(second);

        using var replay = await app.RefreshAsync(login.RefreshToken);

        replay.Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", access)).Should().BeOk("alice");
        await app.RefreshedAsync(third);
    }

    [Test]
    public async Task With_a_window_of_zero_the_second_use_ends_the_session()
    {
        await using var app = await SessionClient.StartAsync(cfg => cfg.Rotation.GraceWindow = TimeSpan.Zero);
        var login = app.Jwt.CreateTokenPair("alice");
        var (access, _) = await app.RefreshedAsync(login.RefreshToken);

        using var second = await app.RefreshAsync(login.RefreshToken);

        second.Should().BeRefused(JwtErrorCode.RefreshReused);
        (await app.GetAsync("/me", access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task A_consumed_token_is_refused_by_other_endpoints_and_an_unconsumed_one_is_not()
    {
        await using var app = await SessionClient.StartAsync();
        var login = app.Jwt.CreateTokenPair("alice");
        (await app.SendAsync(HttpMethod.Post, "/manual", login.RefreshToken)).Should().BeOk("alice");
        var (_, refresh) = await app.RefreshedAsync(login.RefreshToken);

        using var consumed = await app.SendAsync(HttpMethod.Post, "/manual", login.RefreshToken);

        consumed.Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.SendAsync(HttpMethod.Post, "/manual", refresh)).Should().BeOk("alice");
        (await app.Jwt.ReadAsync(login.RefreshToken, TokenType.Refresh)).Error!.Code.Should().Be(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task Only_refresh_tokens_of_the_package_are_exchanged_and_only_by_POST()
    {
        await using var app = await SessionClient.StartAsync();
        var login = app.Jwt.CreateTokenPair("alice");
        // Well signed, but without a session and a seed.
        var foreign = TokenForge.SignService(TokenForge.RefreshHeader, TokenForge.RefreshPayload());

        (await app.RefreshAsync(login.AccessToken)).Should().BeRefused(JwtErrorCode.TokenType);
        (await app.RefreshAsync(foreign)).Should().BeRefused(JwtErrorCode.TokenInvalid);
        (await app.SendAsync(HttpMethod.Post, "/refresh")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/refresh", login.RefreshToken)).StatusCode.Should().Be(System.Net.HttpStatusCode.MethodNotAllowed);
        await app.RefreshedAsync(login.RefreshToken);
        await app.RefreshedAsync(app.Jwt.CreateRefreshToken("bob"));
    }

    [Test]
    public async Task OnRefresh_returns_roles_and_claims_at_every_refresh()
    {
        string[] roles = ["ADMIN"];
        await using var app = await SessionClient.StartAsync(cfg => cfg.OnRefresh(refresh =>
        {
            refresh.Services.GetRequiredService<TimeProvider>().Should().NotBeNull();
            return ValueTask.FromResult<TokenDescriptor?>(
                new TokenDescriptor { Roles = roles, Fresh = true, SessionId = "another", ExpiresIn = TimeSpan.FromMinutes(1) });
        }));
        var login = app.Jwt.CreateTokenPair("alice", new TokenDescriptor { Role = "USER" });

        var (admin, refresh) = await app.RefreshedAsync(login.RefreshToken);
        roles = [];
        var (anonymous, _) = await app.RefreshedAsync(refresh);

        (await app.GetAsync("/admin", admin)).Should().BeOk("admin");
        (await app.GetAsync("/admin", anonymous)).Should().BeRefused(JwtErrorCode.AccessDenied);
        var token = app.ReadToken(admin);
        (token.Fresh, token.SessionId, token.Exp)
            .Should().Be((false, app.ReadToken(login.AccessToken).SessionId, TestApp.Start.AddMinutes(1)));
    }

    [Test]
    public async Task OnRefresh_ends_the_session_when_it_returns_null()
    {
        await using var app = await SessionClient.StartAsync(cfg => cfg.OnRefresh(_ => ValueTask.FromResult<TokenDescriptor?>(null)));
        var login = app.Jwt.CreateTokenPair("alice");
        var other = app.Jwt.CreateTokenPair("alice");

        using var refused = await app.RefreshAsync(login.RefreshToken);

        refused.Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", login.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", other.AccessToken)).Should().BeOk("alice");
    }

    [Test]
    public async Task An_exception_in_OnRefresh_consumes_nothing()
    {
        var fail = true;
        await using var app = await SessionClient.StartAsync(cfg => cfg.OnRefresh(refresh => fail
            ? throw new InvalidDataException("down")
            : ValueTask.FromResult<TokenDescriptor?>(TokenDescriptor.From(refresh.Token))));
        var login = app.Jwt.CreateTokenPair("alice");

        using var failed = await app.RefreshAsync(login.RefreshToken);
        app.Time.Advance(TimeSpan.FromHours(1));
        fail = false;

        failed.StatusCode.Should().Be(System.Net.HttpStatusCode.InternalServerError);
        await app.RefreshedAsync(login.RefreshToken);
    }

    [Test]
    public async Task An_exception_in_OnRefreshReused_changes_nothing_for_the_caller()
    {
        await using var app = await SessionClient.StartAsync(cfg =>
        {
            cfg.Rotation.GraceWindow = TimeSpan.Zero;
            cfg.OnRefreshReused(_ => throw new InvalidDataException("mail server down"));
        });
        var login = app.Jwt.CreateTokenPair("alice");
        await app.RefreshedAsync(login.RefreshToken);

        using var reused = await app.RefreshAsync(login.RefreshToken);

        reused.Should().BeRefused(JwtErrorCode.RefreshReused);
        app.Logs.GetSnapshot().Should().ContainSingle(log => log.Id.Id == 25);
    }

    [Test]
    public async Task The_seed_does_not_show_in_any_view_of_the_token()
    {
        await using var app = await SessionClient.StartAsync();
        var token = app.ReadToken(app.Jwt.CreateRefreshToken("alice"), TokenType.Refresh);

        token.ClaimSet.Seed.Should().NotBeNull();
        token.RawData.TryGetProperty("seed", out _).Should().BeFalse();
        JsonSerializer.Serialize(token).Should().NotContain(token.ClaimSet.Seed);
        token.PrivateClaims.Should().NotContainKey("seed");
    }
}
