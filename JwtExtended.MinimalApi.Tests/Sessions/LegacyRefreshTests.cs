using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Sessions;

public sealed class LegacyRefreshTests
{
    private static readonly TimeSpan AfterGrace = TimeSpan.FromSeconds(11);

    [Test]
    public async Task A_legacy_refresh_token_is_exchanged_for_a_session_of_this_package()
    {
        await using var app = await SessionClient.StartAsync(cfg => cfg.AcceptFlask());

        var (access, refresh) = await app.RefreshedAsync(
            LegacyForge.FlaskRefresh(more: ",\"role\":\"ADMIN\",\"scope\":\"read\",\"tenant\":\"acme\""));
        var next = await app.RefreshedAsync(refresh);

        foreach (var token in new[] { app.ReadToken(access), app.ReadToken(next.Access) })
        {
            token.LegacyKind.Should().BeNull();
            token.Identity.Should().Be("alice");
            token.Role.Should().Be("ADMIN");
            token.Scopes.Should().Equal("read");
            token.GetString("tenant").Should().Be("acme");
            token.Fresh.Should().BeFalse();
            token.AuthTime.Should().BeNull();
            token.TryGetClaim("type", out _).Should().BeFalse();
        }

        (await app.GetAsync("/admin", next.Access)).Should().BeOk("admin");
    }

    [Test]
    public async Task It_is_exchanged_once_and_its_reuse_ends_the_session()
    {
        var alarms = 0;
        await using var app = await SessionClient.StartAsync(cfg =>
        {
            cfg.AcceptFlask();
            cfg.OnRefreshReused(_ =>
            {
                alarms++;
                return ValueTask.CompletedTask;
            });
        });
        var legacy = LegacyForge.FlaskRefresh();
        var (access, refresh) = await app.RefreshedAsync(legacy);
        (await app.GetAsync("/me", access)).Should().BeOk("alice");
        app.Time.Advance(AfterGrace);

        using var reused = await app.RefreshAsync(legacy);

        reused.Should().BeRefused(JwtErrorCode.RefreshReused);
        alarms.Should().Be(1);
        (await app.GetAsync("/me", access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(refresh)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(legacy)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshedAsync(LegacyForge.FlaskRefresh("bob"))).Access.Should().NotBeNull();
    }

    [Test]
    public async Task Two_exchanges_at_once_are_of_one_session()
    {
        await using var app = await SessionClient.StartAsync(cfg => cfg.AcceptFlask());
        var legacy = LegacyForge.FlaskRefresh();

        var pairs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.RefreshedAsync(legacy)));

        pairs.Select(static pair => pair.Refresh).Distinct().Should().ContainSingle();
        foreach (var (access, _) in pairs)
            (await app.GetAsync("/me", access)).Should().BeOk("alice");
        (await app.RefreshedAsync(pairs[0].Refresh)).Access.Should().NotBeNull();
    }

    [Test]
    public async Task A_lost_response_signs_nobody_out()
    {
        await using var app = await SessionClient.StartAsync(cfg => cfg.AcceptFlask());
        var legacy = LegacyForge.FlaskRefresh();
        var lost = await app.RefreshedAsync(legacy);
        app.Time.Advance(TimeSpan.FromHours(1));

        var (access, _) = await app.RefreshedAsync(legacy);

        (await app.GetAsync("/me", access)).Should().BeOk("alice");
        (await app.RefreshAsync(lost.Refresh)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task Another_signature_over_the_same_claims_is_the_same_token()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var app = await SessionClient.StartAsync(cfg =>
            cfg.AcceptFlask(legacy => legacy.Key = JwtKey.FromPem(key.ExportSubjectPublicKeyInfoPem())));
        var (token, twin) = SignWithTwin(key, LegacyForge.FlaskRefresh());
        var (access, _) = await app.RefreshedAsync(token);
        (await app.GetAsync("/me", access)).Should().BeOk();
        app.Time.Advance(AfterGrace);

        using var reused = await app.RefreshAsync(twin);

        reused.Should().BeRefused(JwtErrorCode.RefreshReused);
    }

    [Test]
    public async Task What_was_revoked_before_is_exchanged_for_nothing()
    {
        await using var app = await SessionClient.StartAsync(cfg => cfg.AcceptFlask());
        await app.Jwt.RevokeAllAsync("alice");

        (await app.RefreshAsync(LegacyForge.FlaskRefresh())).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshedAsync(LegacyForge.FlaskRefresh("bob"))).Access.Should().NotBeNull();
    }

    [Test]
    public async Task What_is_revoked_afterwards_ends_the_session_and_its_legacy_token()
    {
        await using var app = await SessionClient.StartAsync(cfg => cfg.AcceptFlask());
        var legacy = LegacyForge.FlaskRefresh();
        var (access, refresh) = await app.RefreshedAsync(legacy);
        app.Time.Advance(AfterGrace);

        await app.Jwt.RevokeAllAsync("alice");

        (await app.GetAsync("/me", access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(refresh)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(legacy)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task Logout_with_either_token_ends_both()
    {
        await using var app = await SessionClient.StartAsync(cfg => cfg.AcceptFlask());
        var (first, second) = (LegacyForge.FlaskRefresh(), LegacyForge.FlaskRefresh("bob"));
        var (access, _) = await app.RefreshedAsync(first);

        (await app.SendAsync(HttpMethod.Post, "/logout", access)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await app.SendAsync(HttpMethod.Post, "/logout", second)).StatusCode.Should().Be(HttpStatusCode.NoContent);

        (await app.RefreshAsync(first)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(second)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshedAsync(LegacyForge.FlaskRefresh("carol"))).Access.Should().NotBeNull();
    }

    [Test]
    public async Task What_was_exchanged_stays_so_when_the_time_for_legacy_tokens_is_extended()
    {
        MemoryJwtStore? shared = null;
        void UseShared(JwtOptions cfg) => cfg.Revocation.UseStore(
            services => shared ??= new MemoryJwtStore(services.GetRequiredService<TimeProvider>()));
        var legacy = LegacyForge.FlaskRefresh();
        await using var before = await SessionClient.StartAsync(cfg =>
        {
            UseShared(cfg);
            cfg.AcceptLegacyTokens(LegacyTokenKind.FlaskJwtExtended, TestApp.Start.AddHours(1), kind => kind.Key = LegacyForge.Key);
        });
        var (access, _) = await before.RefreshedAsync(legacy);
        (await before.SendAsync(HttpMethod.Post, "/logout", access)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        before.Time.Advance(TimeSpan.FromDays(29));
        await using var after = await SessionClient.StartAsync(
            cfg =>
            {
                UseShared(cfg);
                cfg.AcceptFlask();
            },
            builder => builder.Services.AddSingleton<TimeProvider>(before.Time));

        (await before.RefreshAsync(legacy)).Should().BeRefused(JwtErrorCode.TokenExpired);
        (await after.RefreshAsync(legacy)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await after.RefreshedAsync(LegacyForge.FlaskRefresh("bob"))).Access.Should().NotBeNull();
    }

    [Test]
    public async Task OnRefresh_knows_the_kind_and_decides()
    {
        var decide = static (JwtRefreshContext context) =>
            new ValueTask<TokenDescriptor?>(new TokenDescriptor { Role = context.Token.LegacyKind.ToString() });
        await using var app = await SessionClient.StartAsync(cfg =>
        {
            cfg.AcceptFlask();
            cfg.OnRefresh(context => decide(context));
        });

        app.ReadToken((await app.RefreshedAsync(LegacyForge.FlaskRefresh())).Access).Role.Should().Be("FlaskJwtExtended");
        decide = context =>
        {
            context.Refuse();
            return default;
        };
        (await app.RefreshAsync(LegacyForge.FlaskRefresh("bob"))).Should().BeRefused(JwtErrorCode.AccessDenied);
        decide = static _ => default;
        (await app.RefreshAsync(LegacyForge.FlaskRefresh("carol"))).Should().BeRefused(JwtErrorCode.TokenRevoked);
        decide = static _ => new(new TokenDescriptor());
        (await app.RefreshedAsync(LegacyForge.FlaskRefresh("bob"))).Access.Should().NotBeNull("it was refused that once");
        (await app.RefreshAsync(LegacyForge.FlaskRefresh("carol"))).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task A_store_that_fails_loses_nothing()
    {
        var (app, store) = await SessionClient.StartHookedAsync(cfg => cfg.AcceptFlask());
        await using var _ = app;
        var legacy = LegacyForge.FlaskRefresh();
        store.Before = static call => call == "exchange" ? throw new IOException() : Task.CompletedTask;

        (await app.RefreshAsync(legacy)).Should().BeRefused(JwtErrorCode.StoreUnavailable);
        store.Before = static _ => Task.CompletedTask;

        (await app.RefreshedAsync(legacy)).Access.Should().NotBeNull();
    }

    [Test]
    public async Task An_application_can_hand_the_token_over()
    {
        await using var app = await SessionClient.StartAsync(cfg => cfg.AcceptFlask());

        var result = await app.Jwt.RefreshAsync(LegacyForge.FlaskRefresh());

        result.Error.Should().BeNull();
        app.ReadToken(result.Pair!.AccessToken).Identity.Should().Be("alice");
    }

    [Test]
    public async Task A_revoked_token_is_not_exchanged()
    {
        await using var app = await SessionClient.StartAsync(cfg => cfg.AcceptFlask(legacy =>
            legacy.IsRevoked = static token => new(token.Identity == "bob")));

        (await app.RefreshAsync(LegacyForge.FlaskRefresh("bob"))).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshedAsync(LegacyForge.FlaskRefresh())).Access.Should().NotBeNull();
    }

    [Test]
    public async Task Cookies_of_a_browser_are_replaced_by_the_first_refresh()
    {
        await using var app = await SessionClient.StartAsync(cfg =>
        {
            cfg.Locations.Add(TokenLocation.Cookie);
            (cfg.Cookies.AccessName, cfg.Cookies.RefreshName) = ("access_token_cookie", "refresh_token_cookie");
            cfg.AcceptFlask();
        }, builder => builder.Environment.EnvironmentName = "Development");
        var cookies = $"access_token_cookie={LegacyForge.Flask()}; refresh_token_cookie={LegacyForge.FlaskRefresh()}";

        using var me = await app.GetWithHeaderAsync("/me", ("Cookie", cookies));
        using var forged = await PostAsync(app, cookies, "wrong");
        using var refreshed = await PostAsync(app, cookies, "c5rf");

        me.Should().BeOk("alice");
        forged.Should().BeRefused(JwtErrorCode.CsrfMismatch);
        refreshed.Should().BeOk();
        var set = refreshed.Headers.GetValues("Set-Cookie").Select(static cookie => cookie.Split(';')[0]).ToArray();
        set.Should().Contain(static cookie => cookie.StartsWith("access_token_cookie=", StringComparison.Ordinal));
        using var next = await app.GetWithHeaderAsync("/me", ("Cookie", string.Join("; ", set)));
        next.Should().BeOk("alice");
    }

    [Test]
    public async Task A_refresh_cookie_of_another_user_decides_nothing()
    {
        await using var app = await SessionClient.StartAsync(cfg =>
        {
            cfg.Locations.Add(TokenLocation.Cookie);
            (cfg.Cookies.AccessName, cfg.Cookies.RefreshName) = ("access_token_cookie", "refresh_token_cookie");
            cfg.AcceptFlask();
        }, builder => builder.Environment.EnvironmentName = "Development");

        using var planted = await PostAsync(
            app, $"access_token_cookie={LegacyForge.Flask()}; refresh_token_cookie={LegacyForge.FlaskRefresh("mallory")}", "c5rf");

        planted.Should().BeRefused(JwtErrorCode.TokenInvalid);
    }

    [Test]
    public async Task No_ticket_is_issued_for_it()
    {
        await using var app = await TestApp.StartAsync(static routes => routes.MapJwtTicket(), static cfg => cfg.AcceptFlask());

        (await app.SendAsync(HttpMethod.Post, "/ticket?path=/feed", LegacyForge.Flask())).Should().BeRefused(JwtErrorCode.TokenType);
        (await app.SendAsync(HttpMethod.Post, "/ticket?path=/feed", app.Jwt.CreateAccessToken("alice"))).Should().BeOk();
    }

    [Test]
    public async Task It_opens_what_its_roles_open_and_is_never_fresh()
    {
        await using var app = await TestApp.StartAsync(
            static routes =>
            {
                routes.MapGet("/admin", (Token token) => token.Identity).RequireJwt(static jwt => jwt.Allow("ADMIN"));
                routes.MapGet("/fresh", () => "fresh").RequireFreshJwt();
                routes.MapGet("/roles", static (HttpContext context) => $"{context.User.IsInRole("ADMIN")} {context.User.IsInRole("USER")}")
                    .RequireJwt();
            },
            static cfg => cfg.AcceptFlask(static legacy => legacy.RoleClaim = "groups"));
        var token = LegacyForge.Flask(more: ",\"groups\":[\"ADMIN\"],\"role\":\"USER\"");

        (await app.GetAsync("/admin", token)).Should().BeOk("alice");
        (await app.GetAsync("/roles", token)).Should().BeOk("True False");
        (await app.GetAsync("/admin", LegacyForge.Flask(more: ",\"role\":\"ADMIN\""))).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/fresh", token)).Should().BeRefused(JwtErrorCode.FreshRequired);
    }

    [Test]
    public async Task The_start_tells_until_when_and_what_the_store_in_memory_forgets()
    {
        await using var app = await SessionClient.StartAsync(cfg =>
        {
            cfg.AcceptFlask();
            cfg.AcceptLegacyTokens(
                LegacyTokenKind.SanicJwtExtended, TestApp.Start, legacy => legacy.Key = JwtKey.Generate(JwtAlgorithm.HS256));
        });

        var messages = app.Logs.GetSnapshot().Select(static log => log.Message).ToArray();
        messages.Should().ContainMatch("Legacy tokens of FlaskJwtExtended are accepted until 2026-03-02*");
        messages.Should().ContainMatch("Legacy tokens of SanicJwtExtended are not accepted any more*");
        messages.Should().ContainMatch("Legacy refresh tokens are exchanged once*");
    }

    private static async Task<HttpResponseMessage> PostAsync(TestApp app, string cookies, string csrf)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/refresh");
        request.Headers.Add("Cookie", cookies);
        request.Headers.Add("X-CSRF-Token", csrf);
        return await app.Client.SendAsync(request);
    }

    // s and n - s verify the same message.
    private static (string Token, string Twin) SignWithTwin(ECDsa key, string hmacToken)
    {
        var payload = hmacToken.Split('.')[1];
        var input = $"{TokenForge.Encode("""{"alg":"ES256","typ":"JWT"}""")}.{payload}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256);
        var order = BigInteger.Parse("0ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", NumberStyles.HexNumber);
        var s = order - new BigInteger(signature.AsSpan(32), isUnsigned: true, isBigEndian: true);
        var twin = signature.AsSpan().ToArray();
        twin.AsSpan(32).Clear();
        var bytes = s.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(twin.AsSpan(64 - bytes.Length));
        return ($"{input}.{Base64Url.EncodeToString(signature)}", $"{input}.{Base64Url.EncodeToString(twin)}");
    }
}
